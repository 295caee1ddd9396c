// What every spelling of a text has in common; model/folding.py says what and why, and folds alike.
"use strict";

followup.fold = (() => {
  const dropped =
    /[\u00ad\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061c\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7-\u06ed\u180b-\u180e\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\ufeff\u{e0100}-\u{e01ef}]+/gu;
  const letters = { ß: "ss", ς: "σ", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ħ: "h", ŋ: "ng", ŧ: "t", ı: "i", "\u2018": "'", "\u2019": "'", "\u02bb": "'", "\u02bc": "'", "\u2010": "-", "\u2013": "-" };
  const unspaced =
    "\u1100-\u11ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u303b\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\ud7b0-\ud7ff\uf900-\ufaff\u{20000}-\u{3ffff}";
  const letter = new RegExp(`[${Object.keys(letters).join("")}]`, "g");
  const gap = new RegExp(`([${unspaced}])[\\t \\u30fb]+(?=[${unspaced}])`, "gu");
  return (text) => {
    if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
    const plain = text.normalize("NFKD").replace(dropped, "").toLowerCase();
    return plain.replace(letter, (found) => letters[found]).replace(gap, "$1");
  };
})();
