import { decimal, flag, integer, oneOf, required, text } from "../fields";
import { aigcMetadata, hlsEncrypt, size } from "./transcoding";

export const smartCoverFields = {
  format: oneOf("jpg", "png", "webp"),
  width: size,
  height: size,
  count: integer(1, 10),
  deleteDuplicates: flag,
};

export const imageInspectFields = {
  autoProcess: flag,
  processType: oneOf("BackupObject", "SwitchObjectToPrivate", "DeleteObject"),
};

export const segmentFields = {
  format: required(text),
  duration: integer(5, 360_000, "seconds"),
  hlsEncrypt,
  aigcMetadata,
};

const colour = integer(0, 255);

export const segmentVideoBodyFields = {
  mode: required(oneOf("Mask", "Foreground", "Combination")),
  segmentType: oneOf("HumanSeg", "GreenScreenSeg", "SolidColorSeg"),
  backgroundRed: colour,
  backgroundGreen: colour,
  backgroundBlue: colour,
  backgroundLogoUrl: text,
  binaryThreshold: decimal(0, 1),
  removeRed: colour,
  removeGreen: colour,
  removeBlue: colour,
};
