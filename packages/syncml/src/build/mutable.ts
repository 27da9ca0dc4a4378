/** A value while the decoder builds it. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] };
