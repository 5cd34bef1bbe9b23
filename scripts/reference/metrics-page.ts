/** docs/reference/metrics.md and neurohub-metrics.md: every metric of the product. */
import { METRICS, type MetricDefinition } from '@neurohub/contracts/metrics';
import { HUB_METRICS } from '../../neurohub/server/src/metrics/hub-metric-definitions.ts';

export function metricsPage(): string {
  return `# Metrics

Made from the contracts by \`node scripts/reference/write.ts\`. \`GET /metrics\` tells them in the text format of Prometheus, together with what Node.js says of the service itself (\`process_…\`, \`nodejs_…\`: CPU, memory, event loop, garbage collection). What is counted begins at 0 with the service. \`deploy/\` has a configuration for Prometheus, alert rules and a dashboard for Grafana.

\`result\` is \`pass\`, \`fail\`, \`error\` or \`aborted\`; \`status\` that of a [step record](rest.md); \`code\` one of [errors](errors.md) (\`other\`: a package's own) or of the [alarms](../recovery.md#alarms). No label is ever a serial number or a text of a person.

${table(METRICS)}
`;
}

export function hubMetricsPage(): string {
  return `# Metrics of NeuroHub

Made from the code by \`node scripts/reference/write.ts\`. \`GET /metrics\` tells them in the text format of Prometheus, together with what Node.js says of the process itself (\`process_…\`, \`nodejs_…\`). Counters and histograms are of the instance, and begin at 0 with it; how the floor is (results, stations, concerns) is the same at all instances.

\`outcome\` is \`stored\`, \`duplicate\`, \`conflict\` or \`rejected\`; \`kind\` one of the [concerns](../neurohub.md#stations); \`route\` as in [REST](neurohub-rest.md). No label is ever a station or a serial number.

${table(HUB_METRICS)}
`;
}

function table(metrics: Record<string, MetricDefinition>): string {
  const rows = Object.entries(metrics).map(([name, { type, help, labels, buckets }]) => {
    const bounds = buckets ? `; buckets ${buckets.join(', ')}` : '';
    return `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${help}${bounds} |`;
  });
  return `| metric | type | labels | meaning |\n|---|---|---|---|\n${rows.join('\n')}`;
}
