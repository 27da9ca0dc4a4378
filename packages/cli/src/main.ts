import { runToExitCode } from './package/exit-codes.ts';
import { scomoProgram } from './program.ts';

const code = await runToExitCode(scomoProgram(), process.argv.slice(2));
if (code !== 0) process.exitCode = code;
