import { type CharSet, complement } from './charset.ts'
import { category as generalCategory, script as scriptSet, unicodeProperty } from './unicode-property.ts'

const SCRIPTS =
  'Adlam Ahom Anatolian_Hieroglyphs Arabic Armenian Avestan Balinese Bamum Bassa_Vah Batak Bengali Bhaiksuki Bopomofo Brahmi Braille Buginese Buhid Canadian_Aboriginal Carian Caucasian_Albanian Chakma Cham Cherokee Chorasmian Common Coptic Cuneiform Cypriot Cypro_Minoan Cyrillic Deseret Devanagari Dives_Akuru Dogra Duployan Egyptian_Hieroglyphs Elbasan Elymaic Ethiopic Georgian Glagolitic Gothic Grantha Greek Gujarati Gunjala_Gondi Gurmukhi Han Hangul Hanifi_Rohingya Hanunoo Hatran Hebrew Hiragana Imperial_Aramaic Inherited Inscriptional_Pahlavi Inscriptional_Parthian Javanese Kaithi Kannada Katakana Kayah_Li Kharoshthi Khitan_Small_Script Khmer Khojki Khudawadi Lao Latin Lepcha Limbu Linear_A Linear_B Lisu Lycian Lydian Mahajani Makasar Malayalam Mandaic Manichaean Marchen Masaram_Gondi Medefaidrin Meetei_Mayek Mende_Kikakui Meroitic_Cursive Meroitic_Hieroglyphs Miao Modi Mongolian Mro Multani Myanmar Nabataean Nandinagari New_Tai_Lue Newa Nko Nushu Nyiakeng_Puachue_Hmong Ogham Ol_Chiki Old_Hungarian Old_Italic Old_North_Arabian Old_Permic Old_Persian Old_Sogdian Old_South_Arabian Old_Turkic Old_Uyghur Oriya Osage Osmanya Pahawh_Hmong Palmyrene Pau_Cin_Hau Phags_Pa Phoenician Psalter_Pahlavi Rejang Runic Samaritan Saurashtra Sharada Shavian Siddham SignWriting Sinhala Sogdian Sora_Sompeng Soyombo Sundanese Syloti_Nagri Syriac Tagalog Tagbanwa Tai_Le Tai_Tham Tai_Viet Takri Tamil Tangsa Tangut Telugu Thaana Thai Tibetan Tifinagh Tirhuta Toto Ugaritic Vai Vithkuqi Wancho Warang_Citi Yezidi Yi Zanabazar_Square'

const BINARY =
  'Alphabetic ASCII_Hex_Digit Bidi_Control Case_Ignorable Cased Changes_When_Casefolded Changes_When_Casemapped Changes_When_Lowercased Changes_When_Titlecased Changes_When_Uppercased Dash Default_Ignorable_Code_Point Deprecated Diacritic Emoji Emoji_Component Emoji_Modifier Emoji_Modifier_Base Emoji_Presentation Extended_Pictographic Extender Grapheme_Base Grapheme_Extend Hex_Digit IDS_Binary_Operator IDS_Trinary_Operator ID_Continue ID_Start Ideographic Join_Control Logical_Order_Exception Lowercase Math Noncharacter_Code_Point Pattern_Syntax Pattern_White_Space Quotation_Mark Radical Regional_Indicator Sentence_Terminal Soft_Dotted Terminal_Punctuation Unified_Ideograph Uppercase Variation_Selector White_Space XID_Continue XID_Start'

const CATEGORIES: Readonly<Record<string, string>> = {
  c: 'C',
  other: 'C',
  cc: 'Cc',
  control: 'Cc',
  cf: 'Cf',
  format: 'Cf',
  cn: 'Cn',
  unassigned: 'Cn',
  co: 'Co',
  privateuse: 'Co',
  l: 'L',
  letter: 'L',
  lc: 'LC',
  casedletter: 'LC',
  ll: 'Ll',
  lowercaseletter: 'Ll',
  lm: 'Lm',
  modifierletter: 'Lm',
  lo: 'Lo',
  otherletter: 'Lo',
  lt: 'Lt',
  titlecaseletter: 'Lt',
  lu: 'Lu',
  uppercaseletter: 'Lu',
  m: 'M',
  mark: 'M',
  combiningmark: 'M',
  mc: 'Mc',
  spacingmark: 'Mc',
  me: 'Me',
  enclosingmark: 'Me',
  mn: 'Mn',
  nonspacingmark: 'Mn',
  n: 'N',
  number: 'N',
  nd: 'Nd',
  decimalnumber: 'Nd',
  digit: 'Nd',
  nl: 'Nl',
  letternumber: 'Nl',
  no: 'No',
  othernumber: 'No',
  p: 'P',
  punctuation: 'P',
  punct: 'P',
  pc: 'Pc',
  connectorpunctuation: 'Pc',
  pd: 'Pd',
  dashpunctuation: 'Pd',
  pe: 'Pe',
  closepunctuation: 'Pe',
  pf: 'Pf',
  finalpunctuation: 'Pf',
  pi: 'Pi',
  initialpunctuation: 'Pi',
  po: 'Po',
  otherpunctuation: 'Po',
  ps: 'Ps',
  openpunctuation: 'Ps',
  s: 'S',
  symbol: 'S',
  sc: 'Sc',
  currencysymbol: 'Sc',
  sk: 'Sk',
  modifiersymbol: 'Sk',
  sm: 'Sm',
  mathsymbol: 'Sm',
  so: 'So',
  othersymbol: 'So',
  z: 'Z',
  separator: 'Z',
  zl: 'Zl',
  lineseparator: 'Zl',
  zp: 'Zp',
  paragraphseparator: 'Zp',
  zs: 'Zs',
  spaceseparator: 'Zs',
}

const SHORT_BINARY: Readonly<Record<string, string>> = {
  alpha: 'Alphabetic',
  upper: 'Uppercase',
  lower: 'Lowercase',
  space: 'White_Space',
  wspace: 'White_Space',
  ideo: 'Ideographic',
  hex: 'Hex_Digit',
  ahex: 'ASCII_Hex_Digit',
  ids: 'ID_Start',
  idc: 'ID_Continue',
  xids: 'XID_Start',
  xidc: 'XID_Continue',
  epres: 'Emoji_Presentation',
  extpict: 'Extended_Pictographic',
  dia: 'Diacritic',
  joinc: 'Join_Control',
  qmark: 'Quotation_Mark',
}

const OTHER_KEYS = ['age', 'gcb', 'graphemeclusterbreak', 'wb', 'wordbreak', 'sb', 'sentencebreak']

/** The set of Rust's `\p{name}` or `\p{key=name}`, names compared loosely; `unknown` is an error in Rust, `unlisted` only here. */
export function rustProperty(expression: string): CharSet | 'unknown' | 'unlisted' {
  const parts = expression.split(/[=:]/)
  const [first = '', second] = parts
  if (parts.length > 2) return 'unknown'
  return second === undefined ? byName(loose(first)) : byKey(loose(first), loose(second))
}

function byName(name: string): CharSet | 'unknown' | 'unlisted' {
  const general = category(name) ?? script(name, 'Script')
  if (general) return general
  const binary = SHORT_BINARY[name] ?? BINARY.split(' ').find((known) => loose(known) === name)
  return (binary && unicodeProperty(binary)) || 'unknown'
}

function byKey(key: string, value: string): CharSet | 'unknown' | 'unlisted' {
  if (key === 'gc' || key === 'generalcategory') return category(value) ?? 'unknown'
  if (key === 'sc' || key === 'script') return script(value, 'Script') ?? 'unknown'
  if (key === 'scx' || key === 'scriptextensions') return script(value, 'Script_Extensions') ?? 'unknown'
  return OTHER_KEYS.includes(key) ? 'unlisted' : 'unknown'
}

function category(name: string): CharSet | null {
  if (name === 'any') return [0, 0x10ffff]
  if (name === 'ascii') return [0, 0x7f]
  if (name === 'assigned') {
    return complement(generalCategory('Cn') ?? [])
  }
  const found = Object.hasOwn(CATEGORIES, name) ? CATEGORIES[name] : undefined
  return found === undefined ? null : generalCategory(found)
}

function script(name: string, key: string): CharSet | null {
  const long = SCRIPTS.split(' ').find((known) => loose(known) === name)
  if (long) return key === 'Script' ? scriptSet(long) : unicodeProperty(`${key}=${long}`)
  if (!/^[a-z]{4}$/.test(name)) return null
  return unicodeProperty(`${key}=${name.charAt(0).toUpperCase()}${name.slice(1)}`)
}

function loose(name: string): string {
  const plain = name.replace(/[^\0-\x7f]|[ _-]/g, '').toLowerCase()
  return plain.startsWith('is') && plain !== 'isc' ? plain.slice(2) : plain
}
