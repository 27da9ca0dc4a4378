/** Aborts at SIGTERM or SIGINT. */
export function stopSignal() {
  const controller = new AbortController();
  const abort = () => controller.abort();
  process.on('SIGTERM', abort);
  process.on('SIGINT', abort);
  return {
    signal: controller.signal,
    abort,
    end: () => {
      process.off('SIGTERM', abort);
      process.off('SIGINT', abort);
    },
  };
}
