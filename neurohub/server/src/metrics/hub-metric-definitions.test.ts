import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { STATION_CONCERNS } from '@neurohub/contracts/hub-rest';
import { expect, test } from 'vitest';
import { HUB_METRICS, type HubMetricDefinition } from './hub-metric-definitions.ts';

const alerts = readFileSync(join(import.meta.dirname, '../../../../deploy/neurohub-alerts.yml'), 'utf8');

test('alert rules ask for metrics, labels and concerns that there are', () => {
  const asked = [...alerts.matchAll(/(neurohub_\w+?)(_count)?(?:\{(\w+)=~?"([^"]*)"\})?[)[ ]/g)];
  expect(asked.length).toBeGreaterThan(3);
  for (const [, name = '', count, label, value = ''] of asked) {
    const metric: HubMetricDefinition | undefined = HUB_METRICS[name as keyof typeof HUB_METRICS];
    expect(metric?.type === 'histogram', name).toBe(count !== undefined);
    if (label !== undefined) expect(metric?.labels, name).toContain(label);
    if (label === 'kind') for (const kind of value.split('|')) expect(STATION_CONCERNS).toContain(kind);
  }
});

test('counters, gauges and labels are named as Prometheus names them', () => {
  for (const [name, { type, labels }] of Object.entries(HUB_METRICS)) {
    expect(name.endsWith('_total'), name).toBe(type === 'counter');
    expect(labels).not.toContain('station');
  }
});
