/** The little that is used of the package, which brings no types. */
declare module '@20minutes/s3rver' {
  class S3rver {
    constructor(options: {
      readonly address: string;
      readonly port: number;
      readonly silent: boolean;
      readonly directory: string;
      readonly configureBuckets: readonly { readonly name: string; readonly configs: readonly [] }[];
    });
    run(): Promise<{ readonly port: number }>;
  }
  export = S3rver;
}
