/** `node s3-program.ts FOLDER`: an S3 server with the bucket `packages`; prints its port. */
import S3rver from '@20minutes/s3rver';

const [, , directory = ''] = process.argv;
const server = new S3rver({
  address: '127.0.0.1',
  port: 0,
  silent: true,
  directory,
  configureBuckets: [{ name: 'packages', configs: [] }],
});
console.log(`port ${(await server.run()).port}`);
