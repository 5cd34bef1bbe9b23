/** docs/reference/metrics.md: every metric of the product. */
import { METRICS, type MetricDefinition } from '@neurohub/contracts/metrics';

export function metricsPage(): string {
  const all: [string, MetricDefinition][] = Object.entries(METRICS);
  const rows = all.map(([name, { type, help, labels, buckets }]) => {
    const bounds = buckets ? `; buckets ${buckets.join(', ')}` : '';
    return `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${help}${bounds} |`;
  });
  return `# Metrics

Made from the contracts by \`node scripts/reference/write.ts\`. \`GET /metrics\` tells them in the text format of Prometheus, together with what Node.js says of the service itself (\`process_…\`, \`nodejs_…\`: CPU, memory, event loop, garbage collection). What is counted begins at 0 with the service. \`deploy/\` has a configuration for Prometheus, alert rules and a dashboard for Grafana.

\`result\` is \`pass\`, \`fail\`, \`error\` or \`aborted\`; \`status\` that of a [step record](rest.md); \`code\` one of [errors](errors.md) (\`other\`: a package's own) or of the [alarms](../recovery.md#alarms). No label is ever a serial number or a text of a person.

| metric | type | labels | meaning |
|---|---|---|---|
${rows.join('\n')}
`;
}
