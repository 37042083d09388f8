import { flag, group, integer, list, matching, named, oneOf, orWord, required, seconds, text } from "../fields";
import type { OptionsOf } from "../fields";
import { MAX_WATERMARKS } from "./output";

const transparency = integer(1, 100, "percent");

export const watermarkImageFields = {
  url: required(text),
  mode: oneOf("Original", "Proportion", "Fixed"),
  width: integer(1, 4096),
  height: integer(1, 4096),
  transparency,
  background: flag,
};

export const watermarkTextFields = {
  text: required(matching(/^.{1,64}$/s, "have 1 to 64 characters")),
  fontSize: integer(5, 100, "pixels"),
  fontType: text,
  fontColor: matching(/^0x[0-9A-Fa-f]{6}$/, "be a colour such as 0xF0F8F0"),
  transparency,
};

export const watermarkFields = {
  type: required(oneOf("Text", "Image")),
  pos: oneOf("TopRight", "TopLeft", "BottomRight", "BottomLeft", "Left", "Right", "Top", "Bottom", "Center"),
  locMode: oneOf("Relativity", "Absolute"),
  dx: integer(-4096, 4096),
  dy: integer(-4096, 4096),
  startTime: seconds,
  endTime: seconds,
  slideConfig: group({
    slideMode: oneOf("Default", "ScrollFromLeft"),
    xSlideSpeed: named("XSlideSpeed", integer(0, 4096)),
    ySlideSpeed: named("YSlideSpeed", integer(0, 4096)),
  }),
  image: group(watermarkImageFields),
  text: group(watermarkTextFields),
};

/** A watermark: a text or a picture. */
export interface WatermarkOptions extends OptionsOf<typeof watermarkFields> {}

export const watermark = list(group<WatermarkOptions>(watermarkFields), MAX_WATERMARKS);

const digitalWatermarkFields = {
  message: required(matching(/^[\w*-]{1,64}$/, "have 1 to 64 letters, digits, _, - and *")),
  type: required(oneOf("Text")),
  version: required(oneOf("V1")),
  ignoreError: flag,
};

/** An invisible watermark. */
export interface DigitalWatermarkOptions extends OptionsOf<typeof digitalWatermarkFields> {}

export const digitalWatermark = group<DigitalWatermarkOptions>(digitalWatermarkFields);

export const superResolutionFields = {
  resolution: oneOf("sdtohd", "hdto4k"),
  enableScaleUp: flag,
  version: oneOf("Base", "Enhance"),
};

/** A higher resolution. */
export interface SuperResolutionOptions extends OptionsOf<typeof superResolutionFields> {}

export const superResolution = group<SuperResolutionOptions>(superResolutionFields);

/** Pages disagree on the limits of some ranges; the wider range is allowed. `""` leaves the choice to CI. */
export const colorEnhanceFields = {
  enable: flag,
  contrast: orWord(integer(0, 100), ""),
  correction: orWord(integer(0, 1000), ""),
  saturation: orWord(integer(0, 300), ""),
};

/** Color enhancement. */
export interface ColorEnhanceOptions extends OptionsOf<typeof colorEnhanceFields> {}

export const colorEnhance = group<ColorEnhanceOptions>(colorEnhanceFields);

export const msSharpenFields = { enable: flag, sharpenLevel: orWord(integer(0, 10), "") };

/** Sharpening. */
export interface MsSharpenOptions extends OptionsOf<typeof msSharpenFields> {}

export const msSharpen = group<MsSharpenOptions>(msSharpenFields);

const sdrToHdrFields = { hdrMode: required(oneOf("HLG", "HDR10")) };

/** High dynamic range. */
export interface SdrToHdrOptions extends OptionsOf<typeof sdrToHdrFields> {}

export const sdrToHdr = group<SdrToHdrOptions>(sdrToHdrFields);
