export { scomoProgram } from './program.ts';
