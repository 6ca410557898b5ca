const order = Symbol('order of keys')

/** Gives `object` the key order that stands in its text, where JavaScript, which puts integer-like keys first, has another. */
export function withOrder<T extends object>(object: T, keys: readonly string[]): T {
  Object.defineProperty(object, order, { value: keys, enumerable: false })
  return object
}

/** The keys of a JSON object in the order of its text. */
export function keysOf(object: object): readonly string[] {
  return (object as { [order]?: readonly string[] })[order] ?? Object.keys(object)
}
