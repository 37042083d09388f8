/** Simulated results of recognition jobs. */
import type { XmlElement } from "../http/xml";
import type { Finding } from "./finding";
import { randomCount, percent } from "./random";
import type { Random } from "./random";

/** By tag. */
export const recognitions: Readonly<Record<string, Finding>> = {
  DNA: ({ random }) => ({
    DnaResult: {
      VideoId: digits(random, 12),
      Duration: (1 + random() * 60).toFixed(6),
      Detection: [
        {
          VideoId: digits(random, 12),
          Similar: percent(random),
          SimilarDuration: "12",
          Duration: "60",
          MatchDetail: [{ MatchStartTime: "0", MatchEndTime: "12", SrcStartTime: "3", SrcEndTime: "15" }],
        },
      ],
    },
  }),
  ImageOCR: ({ random }) => ({
    Detection: {
      Language: "zh",
      Angel: "0.00",
      PdfPageSize: "0",
      TextDetections: ["数据万象", "Cloud Infinite <CI> & COS"].map((DetectedText, line) => ({
        DetectedText,
        Confidence: percent(random),
        Polygon: corners(20, 20 + 40 * line, 200, 30).map(([X, Y]) => ({ X: String(X), Y: String(Y) })),
        ItemPolygon: [{ X: "20", Y: String(20 + 40 * line), Width: "200", Height: "30" }],
      })),
    },
  }),
  QualityEstimate: ({ random }) => ({
    QualityEstimate: {
      Score: (60 + random() * 40).toFixed(2),
      VqaPlusResult: {
        NoAudio: "false",
        NoVideo: "false",
        DetailedResult: [
          {
            Type: "Blur",
            Items: [
              {
                Confidence: percent(random),
                StartTimeOffset: "0.0",
                EndTimeOffset: "2.5",
                AreaCoordSet: ["0", "0", "640", "360"],
              },
            ],
          },
        ],
      },
    },
  }),
  SoundHound: ({ random }) => ({
    SoundHoundResult: { SongList: [{ Inlier: randomCount(random, 100), SingerName: "歌手", SongName: "一首歌" }] },
  }),
  SpeechRecognition: () => ({
    SpeechRecognitionResult: {
      AudioTime: "6.520",
      Result: ["[0:0.640,0:2.900]  欢迎使用数据万象。\n", "[0:3.100,0:6.200]  这是第二句。\n"],
      ResultDetail: [
        sentence("欢迎使用数据万象。", 640, ["欢迎", "使用", "数据万象"]),
        sentence("这是第二句。", 3100, ["这是", "第二句"]),
      ],
    },
  }),
  VideoTag: ({ random }) => ({
    VideoTagResult: {
      StreamData: {
        SubErrCode: "0",
        SubErrMsg: "ok",
        Data: {
          Tags: [
            { Tag: "汽车", TagCls: "物体", Confidence: random().toFixed(4) },
            { Tag: "城市", TagCls: "场景", Confidence: random().toFixed(4) },
          ],
          PersonTags: [
            {
              Name: "人物",
              Confidence: random().toFixed(4),
              Count: "1",
              DetailPerSecond: [{ TimeStamp: "1", ...box(random) }],
            },
          ],
          PlaceTags: [
            {
              Tags: [{ Tag: "街道", Confidence: random().toFixed(4) }],
              ClipFrameResult: ["12", "24"],
              StartTime: "0",
              EndTime: "5",
              StartIndex: "0",
              EndIndex: "120",
            },
          ],
          ActionTags: [{ Tags: [{ Tag: "行走", Confidence: random().toFixed(4) }], StartTime: "0", EndTime: "5" }],
          ObjectTags: [
            { TimeStamp: "1", Objects: [{ Name: "汽车", Confidence: random().toFixed(4), ...box(random) }] },
          ],
        },
      },
    },
  }),
  VideoTargetRec: ({ random }) => ({
    VideoTargetRecResult: {
      BodyRecognition: [{ Time: "0.000000", Url: "", BodyInfo: [recognisedObject("person", random)] }],
      CarRecognition: [
        { Time: "1.000000", Url: "", CarInfo: [recognisedObject("car", random), recognisedObject("bus", random)] },
      ],
    },
  }),
  VocalScore: ({ random }) => ({
    VocalScoreResult: { PitchScore: score(random), RhythemScore: score(random) },
  }),
  WordsGeneralize: () => ({
    WordsGeneralizeResult: {
      WordsGeneralizeLable: [{ Category: "人名", Word: "李白" }],
      WordsGeneralizeToken: [
        { Length: "2", Offset: "0", Pos: "nr", Word: "李白" },
        { Length: "2", Offset: "2", Pos: "v", Word: "写诗" },
      ],
    },
  }),
};

function sentence(text: string, startMs: number, words: readonly string[]): XmlElement {
  return {
    FinalSentence: text,
    SliceSentence: words.join(" "),
    StartMs: String(startMs),
    EndMs: String(startMs + words.length * 800),
    WordsNum: String(words.length),
    SpeakerId: "0",
    Words: words.map((Word, index) => ({
      Word,
      OffsetStartMs: String(index * 800),
      OffsetEndMs: String(index * 800 + 780),
    })),
  };
}

function score(random: Random): XmlElement {
  const SentenceScores = [{ StartTime: "0.00", EndTime: "5.20", Score: percent(random) }];
  return { TotalScore: percent(random), SentenceScores };
}

function recognisedObject(Name: string, random: Random): XmlElement {
  return {
    Name,
    Score: percent(random),
    Location: { X: randomCount(random, 640), Y: randomCount(random, 360), Width: "120", Height: "80" },
  };
}

/** A rectangle as shares of the picture. */
function box(random: Random): XmlElement {
  const [left, top] = [random() / 2, random() / 2];
  return {
    BBox: [{ X1: left.toFixed(4), Y1: top.toFixed(4), X2: (left + 0.4).toFixed(4), Y2: (top + 0.4).toFixed(4) }],
  };
}

function corners(x: number, y: number, width: number, height: number): readonly (readonly [number, number])[] {
  return [
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
  ];
}

function digits(random: Random, length: number): string {
  return Array.from({ length }, () => Math.floor(random() * 10)).join("");
}
