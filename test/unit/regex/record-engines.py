"""Writes fixtures/python.json (python3's own re) and, where polars is installed, fixtures/rust.json (the regex crate inside it).

Each fixture is a list of [pattern, answers or null when refused], an answer being [text, search, match, fullmatch, sub] or [text, search, replace].
"""
import json
import pathlib
import random
import re
import warnings

warnings.simplefilter('ignore')
HERE = pathlib.Path(__file__).parent / 'fixtures'
HERE.mkdir(exist_ok=True)
CHARACTERS = ['a', 'a', 'b', 'b', 'c', 'A', 'B', 'é', 'É', 'K', 'k', '\u212a', 's', 'ſ', 'ß', 'ẞ', 'İ', 'i', 'ı', '\n', '\r', ' ', '1', '٣', '😀', '😁', '-', '_', '\u2028', '\x1c', 'µ', 'μ', 'Σ', 'ς', 'σ']
PYTHON_ATOMS = ['a', 'b', 'c', '.', r'\w', r'\W', r'\d', r'\s', r'\S', r'\b', r'\B', '^', '$', r'\A', r'\Z', '[ab]', '[^a]', '[a-c]', r'[^\w]', 'é', 'K', 'ſ', 'ß', r'\x41', 'İ', '😀', '[😀-😂]', '[^😀]', '\n', '-', ' ', r'[\s\d]', '(?:)', '[à-ü]', '[A-Z]', 'µ', '[k-s]', 'Σ', r'\1', '(?(1)a|b)', '(?P<x>a)', '(?P=x)', r'\z', r'\p{L}', '(?#c)', '{', 'a{,2}', r'\07', r'\N{BULLET}', '(?<n>a)']
PYTHON_OPENS = ['(', '(', '(?:', '(?=', '(?!', '(?<=', '(?<!', '(?i:', '(?s:', '(?m:', '(?-i:', '(?>']
RUST_ATOMS = ['a', 'b', 'c', '.', r'\w', r'\W', r'\d', r'\s', r'\S', r'\b', r'\B', '^', '$', r'\A', r'\z', '[ab]', '[^a]', r'[^\w]', 'é', 'K', 'ſ', r'\x41', r'\x{1F600}', '😀', '[😀-😂]', '\n', '-', '[[:alpha:]]', r'\pL', r'\p{Greek}', r'\PN', r'\p{sc=Greek}', r'\p{Alphabetic}', '(?:)', r'\Q', r'\07', r'\_', r'\/', '[]a]', '[-a]', '[a-z&&[^b]]', '[a-z--b]', '[a-c~~b-d]', '[[a-c]d]', '}', 'a{,2}', r'\Z', '[[:foo:]]', '(?i)', '(?U)', '(?m)', '(?-)', '(?)', '(?P<n>a)', '(?<m>b)', r'\<', r'\b{end}', r'\b{start-half}', r'\b{foo}', r'(?-u:\w)', r'(?-u:\W)', r'(?-u:\b)', '(?-u:é)', '(?i-u:k)', '[a--b--c]', '[&&a]', r'[a-\d]', '(?x: a b # c\n)', '(?Rm:^)', '(?Rm:$)', '[^[^a]]', r'\x{}', r'\p{gc!=Lu}', '(?=a)']
RUST_OPENS = ['(', '(?:', '(?i:', '(?s:', '(?m:', '(?U:', '(?-i:', '(?im-s:', '(?x:', '(?R:']


def patterns(seed, count, atoms, opens, heads, possessive):
    rnd = random.Random(seed)

    def atom(depth):
        if depth <= 0 or rnd.random() < .6:
            return rnd.choice(atoms)
        return rnd.choice(opens) + alternatives(depth - 1) + ')'

    def repeated(depth):
        out = atom(depth)
        if rnd.random() < .35:
            out += rnd.choice(['*', '+', '?', '{2}', '{1,2}', '{0,2}', '{2,}', '{0}'])
            if rnd.random() < .3:
                out += rnd.choice(['?', '+'] if possessive else ['?', '*'])
        return out

    def alternatives(depth):
        return '|'.join(''.join(repeated(depth) for _ in range(rnd.choice([0, 1, 1, 2, 2, 3]))) for _ in range(rnd.choice([1, 1, 1, 2, 3])))

    def text():
        return ''.join(rnd.choice(CHARACTERS) for _ in range(rnd.choice([0, 1, 2, 3, 4, 6])))

    for _ in range(count):
        head = rnd.choice(heads) if rnd.random() < .2 else ''
        yield head + alternatives(3), [text() for _ in range(4)]


def python(pattern, texts):
    try:
        compiled = re.compile(pattern)
    except (re.error, OverflowError, ValueError):
        return None
    return [[t, bool(compiled.search(t)), bool(compiled.match(t)), bool(compiled.fullmatch(t)), compiled.sub(lambda _: '<R>', t)] for t in texts]


def rust(pattern, texts):
    import polars
    series = polars.Series(texts)
    try:
        return [list(row) for row in zip(texts, series.str.contains(pattern, strict=True).to_list(), series.str.replace_all(pattern, '<R>').to_list())]
    except polars.exceptions.ComputeError:
        return None


def write(name, rows):
    (HERE / name).write_text('[\n' + ',\n'.join(json.dumps(row, ensure_ascii=True) for row in rows) + '\n]\n')


write('python.json', [[p, python(p, t)] for p, t in patterns(7, 1200, PYTHON_ATOMS, PYTHON_OPENS, ['(?i)', '(?s)', '(?m)', '(?a)', '(?x)', '(?ia)'], True)])
try:
    write('rust.json', [[p, rust(p, t)] for p, t in patterns(8, 1000, RUST_ATOMS, RUST_OPENS, ['(?i)', '(?s)', '(?mR)', '(?x)'], False)])
except ImportError:
    print('polars is not installed: fixtures/rust.json stays as it is')
