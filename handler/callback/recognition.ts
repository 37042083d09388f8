/** Result containers of recognition jobs: persons, objects, speech and text. */
import { fields, leaves, list, text, texts } from "./shape";

const detailPerSecond = fields({
  ...texts<"TimeStamp" | "Name" | "Confidence">(),
  BBox: list(leaves<"X1" | "Y1" | "X2" | "Y2">()),
});
// A tag within the result; unrelated to the tag of the job.
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

/** The Java SDK's spelling of a recognition, with the details of each moment in a list. */
const recognized = list(
  fields({
    ...texts<"FusionScore">(),
    ResultDetails: list(fields({ ...texts<"Time" | "Url">(), ResultInfo: target })),
  }),
);

export const videoTargetRecResult = fields({
  ...texts<"Sensitive">(),
  BodyRecognitionResult: recognized,
  PetRecognitionResult: recognized,
  CarRecognitionResult: recognized,
  FaceRecognitionResult: recognized,
  BodyRecognition: list(fields({ ...texts<"Time" | "Url">(), BodyInfo: target })),
  PetRecognition: list(fields({ ...texts<"Time" | "Url">(), PetInfo: target })),
  CarRecognition: list(fields({ ...texts<"Time" | "Url">(), CarInfo: target })),
  FaceRecognition: list(fields({ ...texts<"Time" | "Url">(), FaceInfo: target })),
  // One name for both spellings.
  LicenseRecognitionResult: list(
    fields({
      ...texts<"Time" | "Url" | "FusionScore">(),
      PlateInfo: target,
      ResultDetails: list(fields({ ...texts<"Time" | "Url">(), ResultInfo: target })),
    }),
  ),
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
      Words: list(leaves<"Word" | "OffsetStartMs" | "OffsetEndMs" | "VoiceType">()),
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

const dnaDetection = {
  ...texts<"VideoId" | "Similar" | "SimilarDuration" | "Duration">(),
  MatchDetail: list(leaves<"MatchStartTime" | "MatchEndTime" | "SrcStartTime" | "SrcEndTime">()),
};
const dnaAudio = leaves<"Similar">();

/** As in the Go SDK. */
export const dnaResult = fields({
  ...texts<"VideoId" | "Duration">(),
  Detection: list(fields({ ...dnaDetection, Audio: dnaAudio })),
});

/** As in the Java SDK, with a list of audio matches. */
export const dnaResultOfJava = fields({
  ...texts<"VideoId" | "Duration">(),
  Detection: list(fields({ ...dnaDetection, Audio: list(dnaAudio) })),
});

/**
 * Fields of a recognized card. No page shows them in a callback; they are the fields of the synchronous call.
 *
 * @see https://www.tencentcloud.com/document/product/436/75230
 */
export const imageLicenseRecResult = fields({
  ...texts<"Status" | "Code" | "State" | "Message">(),
  IdInfo: list(fields({ ...texts<"Name" | "DetectedText" | "Score">(), Location: fields({ Point: list(text) }) })),
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
