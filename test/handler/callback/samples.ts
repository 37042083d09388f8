import type { KnownTag, OperationOf, PartOf } from "../../../handler";

const bucket = { Bucket: "media-1250000000", Region: "ap-guangzhou" };

const outputs = (...names: string[]) => ({
  OutputFile: {
    ...bucket,
    ObjectName: names,
    ObjectPrefix: "",
    Md5Info: names.map((ObjectName) => ({ ObjectName, Md5: "0123456789abcdef0123456789abcdef" })),
    SpriteOutputFile: { Bucket: "", Region: "", ObjectName: [], ObjectPrefix: "", Md5Info: [] },
  },
});

const info = {
  Format: {
    NumStream: 2,
    NumProgram: 0,
    FormatName: "mov,mp4",
    Duration: "12.500000",
    Bitrate: "1200.5",
    Size: 1875000,
  },
  Stream: {
    Audio: [{ Index: 1, CodecName: "aac", SampleRate: 44100, Channel: 2, Language: "und" }],
    Video: { Index: 0, CodecName: "h264", Width: 1280, Height: 720, Fps: "30000/1001", Rotation: "0.00" },
    Subtitle: "" as const,
  },
};

const media = {
  Output: { ...bucket, Object: "out/${RunId}.mp4" },
  MediaResult: outputs("out/a.mp4"),
  MediaInfo: info,
};
const transcode = {
  Container: { Format: "mp4" },
  Video: { Codec: "H.264", Width: 1280, Crf: "25" },
  Audio: { Codec: "aac" },
  TransConfig: { HlsEncrypt: { IsHlsEncrypt: false, UriKey: "" } },
  AudioMixArray: [{ AudioSource: "https://a.example/b.mp3", EffectConfig: { EnableStartFadein: "true" } }],
};
const watermark = {
  Watermark: [{ Type: "Text", Text: { Text: "© 公司", FontSize: 30 } }],
  WatermarkTemplateId: ["t1", "t2"],
};

/**
 * An `Operation` for every tag, built as the documents show it. Numbers and booleans represent JSON that was really
 * sent; lists have one member, several or none. The type makes a tag without a sample an error.
 */
export const samples: { readonly [Tag in KnownTag]: Sample<Tag> } = {
  Animation: { ...media, TemplateId: "t1", Animation: { Container: { Format: "gif" }, Video: { Fps: 15 } } },
  Concat: { ...media, ConcatTemplate: { Index: 0, ConcatFragment: [{ Url: "https://a/b?x=1&y=2", Mode: "Start" }] } },
  DigitalWatermark: { ...media, DigitalWatermark: { Message: "123456789ab", Type: "Text", Version: "V1" } },
  DNA: {
    DnaConfig: { RuleType: "GetFingerPrint" },
    DNAResult: { VideoId: "v", Detection: [{ VideoId: "0013", Audio: [{ Similar: 98 }] }] },
    DnaResult: { Duration: 12, Detection: [{ VideoId: "0012", Similar: 99, MatchDetail: [{ MatchStartTime: 1.5 }] }] },
  },
  DocAIGCMetadata: { DocAIGCMetadata: { AIGCMetadata: { Label: "x", ProduceID: "007" } } },
  DocProcess: {
    Output: { ...bucket, Object: "doc/page-${Number}.jpg" },
    DocProcess: { SrcType: "docx", TgtType: "jpg", Comments: "0" },
    DocProcessResult: {
      TotalPageCount: 3,
      SuccPageCount: 2,
      FailPageCount: 1,
      PageInfo: [
        { PageNo: 1, TgtUri: "doc/page-1.jpg", "X-SheetPics": 0 },
        { PageNo: 2, TgtUri: "https://media-1250000000.cos.ap-guangzhou.myqcloud.com/doc/%E9%A1%B5-2.jpg?x=1" },
      ],
    },
  },
  DocWatermark: { DocWatermark: { Type: "1" }, DocWatermarkResult: { Size: 100, TotalPageCount: 1, Etag: '"abc"' } },
  ExtractDigitalWatermark: { ExtractDigitalWatermark: { Message: "123456789ab", Type: "Text", Version: "V1" } },
  FileCompress: {
    FileCompressConfig: { Format: "zip", Key: ["a.txt", "b 2.txt"], KeyConfig: [{ Key: "c", Rename: "d" }] },
    FileCompressResult: {
      ...bucket,
      Object: "out/all.zip",
      CompressFileCount: 2,
      ErrorCount: 1,
      ErrorDetail: { ErrorCount: 1, ErrorFile: ["b 2.txt"] },
    },
  },
  FileHashCode: {
    FileHashCodeResult: { MD5: "0e12345", SHA1: "1e5", SHA256: "00", FileSize: 9007199254740993n.toString() },
  },
  FileUncompress: {
    FileUncompressConfig: { Prefix: "out/", DownloadConfig: { Prefix: "", Key: ["a"] } },
    FileUncompressResult: {
      ...bucket,
      FileCount: "1",
      FileList: { IsTruncated: "false", Contents: [{ Key: "out/ 1.txt", FileSize: 100 }] },
    },
  },
  FillConcat: { FillConcat: { Format: "mp4", FillInput: [{ Url: "https://a/b.mp4" }, { FillTime: 5 }] } },
  GeneratePlayList: { ...media, Transcode: transcode, ...watermark },
  HighSpeedHd: { ...media, Transcode: transcode },
  ImageInspect: {
    ImageInspect: { AutoProcess: "true", ProcessType: "SwitchObjectToPrivate" },
    ImageInspectResult: {
      State: "Success",
      Code: "Success",
      Message: "",
      InputObjectName: "a.jpg",
      ProcessResult: {
        Suspicious: true,
        SuspiciousType: "MPEG-TS",
        AutoProcessResult: { Code: "AccessDenied", Message: "cannot make it private" },
      },
    },
  },
  ImageLicenseRec: {
    ImageLicenseRec: { CardType: "IDCard" },
    ImageLicenseRecResult: {
      Status: 1,
      IdInfo: [{ Name: "姓名", DetectedText: "", Score: 99, Location: { Point: ["553,439"] } }],
    },
  },
  ImageOCR: {
    ImageOCR: { Type: "general" },
    Detection: {
      Language: "zh",
      Angel: 0.5,
      TextDetections: [
        {
          DetectedText: "你好 & <再见>",
          Confidence: 100,
          Polygon: [
            { X: 1, Y: 2 },
            { X: 3, Y: 4 },
          ],
          ItemPolygon: [{ X: 1, Y: 2, Width: 3, Height: 4 }],
          Words: [{ Character: "你", WordCoordPoint: [{ WordCoordinate: [{ X: 1, Y: 2 }] }] }],
          WordPolygon: [{ LeftTop: { X: 1, Y: 2 } }],
        },
      ],
    },
  },
  MediaInfo: { MediaInfo: info },
  NoiseReduction: { Output: { ...bucket, Object: "out/a.wav" }, NoiseReduction: { Format: "wav" } },
  PicProcess: {
    Output: { ...bucket, Object: "out/a.jpg" },
    PicProcess: { IsPicInfo: true, ProcessRule: "imageMogr2/rotate/90" },
    PicProcessResult: [
      {
        ObjectName: "in.jpg",
        Code: "Success",
        State: "Success",
        OriginalInfo: { Key: "in.jpg", ImageInfo: { Format: "JPEG", Width: 512 } },
        ProcessResult: { Key: "out/a.jpg", Width: 512, ETag: '"x"' },
      },
      { ObjectName: "in2.jpg", Code: "InvalidImage", State: "Failed", Message: "too small" },
    ],
  },
  PosterProduction: { PosterProduction: { TemplateId: "t1", Info: { title: "标题", main: "https://a/b.jpg" } } },
  QualityEstimate: {
    QualityEstimate: {
      Score: "84.2",
      VqaPlusResult: {
        NoAudio: false,
        DetailedResult: [{ Type: "Blur", Items: [{ Confidence: 90, AreaCoordSet: [1, 2, 3, 4] }] }],
      },
    },
  },
  SDRtoHDR: { ...media, SDRtoHDR: { HdrMode: "HDR10" }, WatermarkTemplateId: ["t1"] },
  Segment: { ...media, Segment: { Format: "mp4", Duration: "5", HlsEncrypt: { IsHlsEncrypt: "false" } } },
  SegmentVideoBody: { ...media, SegmentVideoBody: { Mode: "Mask", SegmentType: "HumanSeg" } },
  SmartCover: {
    Output: { ...bucket, Object: "cover/${number}.jpg" },
    MediaResult: outputs("/cover/0.jpg", "/cover/1.jpg"),
    SmartCover: { Count: 3, DeleteDuplicates: "true" },
  },
  Snapshot: {
    Output: { ...bucket, Object: "snap/${number}.jpg", SpriteObject: "sprite/${number}.jpg" },
    MediaResult: {
      OutputFile: {
        ...bucket,
        ObjectPrefix: "snap/",
        ObjectName: ["0.jpg", "1.jpg"],
        Md5Info: [],
        SpriteOutputFile: { ...bucket, ObjectPrefix: "", ObjectName: ["sprite/0.jpg"], Md5Info: "" },
      },
    },
    Snapshot: { Mode: "Interval", Count: 2, SpriteSnapshotConfig: { Columns: 10 } },
  },
  SoundHound: { SoundHoundResult: { SongList: [{ Inlier: 12, SingerName: "歌手", SongName: "歌" }] } },
  SpeechRecognition: {
    SpeechRecognition: { EngineModelType: "16k_zh_video", ChannelNum: 1 },
    SpeechRecognitionResult: {
      AudioTime: 6.5,
      Result: ["[0:0.640,0:4.720] 你好。"],
      FlashResult: [
        {
          channel_id: 0,
          text: "你好",
          sentence_list: [{ text: "你好", start_time: 0, word_list: [{ word: "你" }, { word: "好" }] }],
        },
      ],
      ResultDetail: [{ FinalSentence: "你好。", StartMs: 640, Words: [{ Word: "你", OffsetStartMs: 0 }] }],
    },
  },
  SplitVideoParts: {
    SplitVideoParts: { Mode: "SHOTDETECT" },
    SplitVideoInfoResult: {
      TimeInfo: [
        { Index: "0", PartBegin: "0.000000", PartEnd: "5.320000" },
        { Index: "1", PartBegin: "5.320000", PartEnd: "13.280000" },
      ],
    },
  },
  StreamExtract: {
    Output: {
      ...bucket,
      StreamExtract: [
        { Index: 0, Object: "out/v.mp4" },
        { Index: 1, Object: "out/a.mp4" },
      ],
    },
  },
  SuperResolution: {
    ...media,
    SuperResolution: { Resolution: "sdtohd", EnableScaleUp: "true" },
    DigitalWatermark: { State: "Failed", Message: "watermark too long", IgnoreError: true },
    Watermark: [],
  },
  Transcode: {
    ...media,
    RemoveWatermark: { Dx: 10, Dy: 20 },
    Transcode: transcode,
    ...watermark,
    UserData: "order=17; blanks  ",
    JobLevel: 0,
    Subtitles: { Subtitle: [{ Url: "https://a/b.srt", Embed: true }] },
  },
  TranscodePro: { ...media, TranscodePro: { Container: { Format: "mxf" } } },
  Translation: { Output: { ...bucket, Object: "out/a.pdf" }, Translation: { Lang: "zh", Type: "pdf" } },
  Tts: {
    Output: { ...bucket, Object: "out/a.mp3" },
    TtsConfig: { Input: "<床前明月光>", InputType: "Text" },
    TtsTpl: { VoiceType: "ruxue", Volume: -1 },
    Input: { CosHeaders: [{ Key: "EventName", Value: "cos:ObjectCreated:Put" }] },
  },
  VideoEnhance: { ...media, VideoEnhance: { Transcode: transcode, FrameEnhance: { FrameDoubling: true } } },
  VideoMontage: { ...media, VideoMontage: { Duration: "8", Scene: "Soccer", AudioMixArray: [] } },
  VideoProcess: { ...media, VideoProcess: { ColorEnhance: { Enable: "true", Contrast: 50 } } },
  VideoSynthesis: { VideoSynthesis: { KeepAudioTrack: "false", SpliceInfo: [{ Url: "https://a/b.mp4", X: "0" }] } },
  VideoTag: {
    VideoTag: { Scenario: "Stream" },
    VideoTagResult: {
      StreamData: {
        SubErrCode: "-1",
        SubErrMsg: "no face found",
        Data: {
          Tags: [{ Tag: "汽车", TagCls: "物体", Confidence: 0.99 }],
          PersonTags: [
            { Name: "人", Count: 1, DetailPerSecond: [{ TimeStamp: 1, BBox: [{ X1: 0.1, X2: 0.2, Y1: 0, Y2: 1 }] }] },
          ],
          PlaceTags: [{ Tags: [{ Tag: "城市" }], ClipFrameResult: [1, 2], StartTime: 0, EndTime: 5 }],
          ActionTags: [{ Tags: [{ Tag: "走" }, { Tag: "跑" }], StartTime: "0", EndTime: "5" }],
          ObjectTags: [{ TimeStamp: 1, Objects: [{ Name: "车", BBox: [] }] }],
          Labels: [{ First: "a", Second: "b", Confidence: "0.5" }],
        },
      },
    },
  },
  VideoTargetRec: {
    VideoTargetRec: { Body: "true", Car: "true", TransTpl: "t0123" },
    VideoTargetRecResult: {
      BodyRecognition: [{ Time: "0.0", Url: "", BodyInfo: [{ Name: "person", Score: 90, Location: { X: 1, Y: 2 } }] }],
      CarRecognition: [{ Time: "1.0", CarInfo: [] }],
      PetRecognition: [],
    },
  },
  VocalScore: {
    VocalScore: { StandardObject: "std.mp3" },
    VocalScoreResult: {
      PitchScore: { TotalScore: 88.5, SentenceScores: [{ StartTime: 0, EndTime: 5, Score: 90 }] },
      RhythemScore: { TotalScore: 70 },
    },
  },
  VoiceSeparate: {
    Output: { ...bucket, Object: "out/bg.mp3", AuObject: "out/voice.mp3" },
    VoiceSeparate: { AudioMode: "AudioAndBackground", AudioConfig: { Codec: "mp3" } },
  },
  Watermark: { ...media, ...watermark },
  WordsGeneralize: {
    WordsGeneralizeResult: {
      WordsGeneralizeLable: [{ Category: "人名", Word: "李白" }],
      WordsGeneralizeToken: [{ Length: 2, Offset: 0, Pos: "nr", Word: "李白" }],
    },
  },
};

/** The operation's own type; besides, a container may be empty text, or alone where a list is documented. */
type Sample<Tag extends KnownTag> = Loose<PartOf<OperationOf<Tag>>>;
type Loose<T> = T extends readonly (infer Item)[]
  ? readonly Loose<Item>[] | Loose<Item> | ""
  : T extends object
    ? { readonly [Name in keyof T]?: Loose<T[Name]> } | ""
    : T;
