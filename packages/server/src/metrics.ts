/** Counters in the text form that Prometheus reads. */
export interface Metrics {
  add(name: MetricName, labels: Readonly<Record<string, string | number>>, amount?: number): void;
  render(): string;
}

const METRICS = {
  scomo_dm_requests_total: 'Requests to the DM endpoint by HTTP status.',
  scomo_dm_proofs_total: 'Credentials of devices that failed, and messages held back after too many of them.',
  scomo_downloads_total: 'Requests for packages by HTTP status.',
  scomo_download_notices_total: 'Status lines of described downloads by code.',
  scomo_download_bytes_total: 'Bytes of packages sent.',
  scomo_api_requests_total: 'API requests by operation and HTTP status.',
  scomo_wake_ups_total: 'Triggers by bearer and whether it took them.',
  scomo_tasks_expired_total: 'Tasks ended because their time was over.',
} as const;

export type MetricName = keyof typeof METRICS;

export function makeMetrics(): Metrics {
  const series = new Map<MetricName, Map<string, number>>();
  return {
    add(name, labels, amount = 1) {
      const counts = series.get(name) ?? new Map<string, number>();
      series.set(name, counts);
      const text = Object.entries(labels).map(([key, value]) => `${key}="${value}"`);
      const labelled = text.length > 0 ? `{${text.join(',')}}` : '';
      counts.set(labelled, (counts.get(labelled) ?? 0) + amount);
    },
    render() {
      const lines = (Object.keys(METRICS) as MetricName[]).flatMap((name) => [
        `# HELP ${name} ${METRICS[name]}`,
        `# TYPE ${name} counter`,
        ...[...(series.get(name) ?? [])].map(([labels, count]) => `${name}${labels} ${count}`),
      ]);
      const { rss } = process.memoryUsage();
      return [
        ...lines,
        '# HELP process_resident_memory_bytes Memory of the server in bytes.',
        '# TYPE process_resident_memory_bytes gauge',
        `process_resident_memory_bytes ${rss}`,
        '',
      ].join('\n');
    },
  };
}
