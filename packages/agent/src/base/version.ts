/** Version of this agent, told in DevInfo. */
export const VERSION = '0.1.0';
