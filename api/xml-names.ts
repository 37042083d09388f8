/**
 * Names of XML 1.0, fifth edition, without U+1680 and U+FEFF: XML treats them as letters, the parser as white space.
 *
 * @see https://www.w3.org/TR/xml/#NT-Name
 */
const START =
  ":A-Z_a-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u167F\\u1681-\\u1FFF\\u200C\\u200D\\u2070-\\u218F\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFEFE\\uFF00-\\uFFFD";
const PART = `${START}\\-.0-9\\u00B7\\u0300-\\u036F\\u203F\\u2040`;
/** Characters beyond the basic plane, up to U+EFFFF. */
const PAIR = "[\\uD800-\\uDB7F][\\uDC00-\\uDFFF]";

/** Source of a regular expression for a name. */
export const NAME_SOURCE = `(?:[${START}]|${PAIR})(?:[${PART}]|${PAIR})*`;
