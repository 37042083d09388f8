/** Result containers of recognition jobs: who and what is seen, heard and read. */
import { fields, leaves, list, text, texts } from "./shape";

const detailPerSecond = fields({
  ...texts<"TimeStamp" | "Name" | "Confidence">(),
  BBox: list(leaves<"X1" | "Y1" | "X2" | "Y2">()),
});
// A tag within the result; it has nothing to do with the job's own.
const videoTags = list(leaves<"Tag" | "TagCls" | "Confidence">());

export const videoTagResult = fields({
  StreamData: fields({
    ...texts<"SubErrCode" | "SubErrMsg">(),
    Data: fields({
      Tags: videoTags,
      PersonTags: list(fields({ ...texts<"Name" | "Confidence" | "Count">(), DetailPerSecond: list(detailPerSecond) })),
      PlaceTags: list(
        fields({
          ...texts<"StartTime" | "EndTime" | "StartIndex" | "EndIndex">(),
          Tags: videoTags,
          ClipFrameResult: list(text),
        }),
      ),
      ActionTags: list(fields({ ...texts<"StartTime" | "EndTime">(), Tags: videoTags })),
      ObjectTags: list(fields({ ...texts<"TimeStamp">(), Objects: list(detailPerSecond) })),
      Labels: list(leaves<"First" | "Second" | "Confidence">()),
    }),
  }),
});

const target = list(fields({ ...texts<"Name" | "Score">(), Location: leaves<"X" | "Y" | "Width" | "Height">() }));

export const videoTargetRecResult = fields({
  ...texts<"Sensitive">(),
  BodyRecognition: list(fields({ ...texts<"Time" | "Url">(), BodyInfo: target })),
  PetRecognition: list(fields({ ...texts<"Time" | "Url">(), PetInfo: target })),
  CarRecognition: list(fields({ ...texts<"Time" | "Url">(), CarInfo: target })),
  FaceRecognition: list(fields({ ...texts<"Time" | "Url">(), FaceInfo: target })),
  LicenseRecognitionResult: list(fields({ ...texts<"Time" | "Url">(), PlateInfo: target })),
});

const point = leaves<"X" | "Y">();

/** `Angel` is the vendor's spelling of the angle. */
export const detection = fields({
  ...texts<"InputObjectName" | "InputObjectUrl" | "ObjectName" | "ObjectUrl" | "Code" | "State" | "Message">(),
  ...texts<"Language" | "Angel" | "PdfPageSize">(),
  TextDetections: list(
    fields({
      ...texts<"DetectedText" | "Confidence">(),
      Polygon: list(point),
      ItemPolygon: list(leaves<"X" | "Y" | "Width" | "Height">()),
      Words: list(
        fields({
          ...texts<"Confidence" | "Character">(),
          WordCoordPoint: list(fields({ WordCoordinate: list(point) })),
        }),
      ),
      WordPolygon: list(fields({ LeftTop: point, RightTop: point, RightBottom: point, LeftBottom: point })),
    }),
  ),
});

export const speechRecognitionResult = fields({
  ...texts<"AudioTime" | "ObjectName" | "DetailObjectName">(),
  Result: list(text),
  FlashResult: list(
    fields({
      ...texts<"channel_id" | "text">(),
      sentence_list: list(
        fields({
          ...texts<"text" | "start_time" | "end_time" | "speaker_id">(),
          word_list: list(leaves<"word" | "start_time" | "end_time">()),
        }),
      ),
    }),
  ),
  ResultDetail: list(
    fields({
      ...texts<"FinalSentence" | "SliceSentence" | "StartMs" | "EndMs" | "WordsNum" | "SpeechSpeed" | "SpeakerId">(),
      Words: list(leaves<"Word" | "OffsetStartMs" | "OffsetEndMs">()),
    }),
  ),
});

const score = fields({
  ...texts<"TotalScore">(),
  SentenceScores: list(leaves<"StartTime" | "EndTime" | "Score">()),
});

/** `RhythemScore` is the vendor's spelling of rhythm. */
export const vocalScoreResult = fields({ PitchScore: score, RhythemScore: score });

export const qualityEstimate = fields({
  ...texts<"Score">(),
  VqaPlusResult: fields({
    ...texts<"NoAudio" | "NoVideo">(),
    DetailedResult: list(
      fields({
        ...texts<"Type">(),
        Items: list(
          fields({ ...texts<"Confidence" | "StartTimeOffset" | "EndTimeOffset">(), AreaCoordSet: list(text) }),
        ),
      }),
    ),
  }),
});

export const dnaResult = fields({
  ...texts<"VideoId" | "Duration">(),
  Detection: list(
    fields({
      ...texts<"VideoId" | "Similar" | "SimilarDuration" | "Duration">(),
      MatchDetail: list(leaves<"MatchStartTime" | "MatchEndTime" | "SrcStartTime" | "SrcEndTime">()),
      Audio: leaves<"Similar">(),
    }),
  ),
});

export const imageInspectResult = fields({
  ...texts<"State" | "Code" | "Message" | "InputObjectName" | "InputObjectUrl">(),
  ProcessResult: fields({
    ...texts<
      | ("PicSize" | "PicType" | "Suspicious" | "SuspiciousBeginByte" | "SuspiciousEndByte" | "SuspiciousSize")
      | "SuspiciousType"
    >(),
    AutoProcessResult: leaves<"Code" | "Message">(),
  }),
});
