import { sequenceDefinitionSchema } from '@neurohub/contracts/record';
import { describe, expect, test } from 'vitest';
import { hardware, parameter, Sequence, sequence, step } from '../index.ts';
import type { NotingDriver } from './_util.ts';
import { describeSequence } from './describe-sequence.ts';

@sequence({ name: 'base', displayName: { ko: '기본', en: 'Base' } })
class Base extends Sequence {
  @parameter() nominal = 5;
  @hardware() dmm!: NotingDriver;
  @step({ order: 2, timeout: 10, retry: { count: 2, delay: 0.5 } }) async second() {}
  @step({ order: 1, actuates: true, condition: 'nominal' }) async first() {}
  @step({ order: 1, cleanup: true }) async off() {}
  @step({ order: 5, setup: true, maxBlockMs: 100 }) async prepare() {}
}

describe('describeSequence', () => {
  test('gives what the decorators recorded, in the order of execution', () => {
    const definition = describeSequence(Base);
    expect(sequenceDefinitionSchema.parse(definition)).toEqual(definition);
    expect(definition).toMatchObject({ name: 'base', className: 'Base', parameters: ['nominal'], hardware: ['dmm'] });
    expect(definition.steps.map((s) => s.name)).toEqual(['prepare', 'first', 'second', 'off']);
    expect(definition.steps[1]).toEqual({
      name: 'first',
      group: 'main',
      order: 1,
      timeoutMs: 60_000,
      retry: 0,
      retryDelayMs: 0,
      condition: 'nominal',
      actuates: true,
      onResume: 'abort',
    });
    expect(definition.steps[2]).toMatchObject({ timeoutMs: 10_000, retry: 2, retryDelayMs: 500, onResume: 'rerun' });
  });

  test('gives a subclass what its base declared, and leaves the base alone', () => {
    @sequence({ name: 'derived' })
    class Derived extends Base {
      @parameter() extra = 1;
      @step({ order: 7 }) override async second() {}
      @step({ order: 3 }) async third() {}
    }
    const names = (sequenceClass: new () => object) => describeSequence(sequenceClass).steps.map((s) => s.name);
    expect(names(Derived)).toEqual(['prepare', 'first', 'third', 'second', 'off']);
    expect(describeSequence(Derived).parameters).toEqual(['nominal', 'extra']);
    expect(names(Base)).toEqual(['prepare', 'first', 'second', 'off']);
  });

  test('refuses a class without @sequence of its own', () => {
    class Bare extends Sequence {
      @step({ order: 1 }) async one() {}
    }
    class Inheriting extends Base {}
    expect(() => describeSequence(Bare)).toThrowError(expect.objectContaining({ code: 'MISSING_DECORATOR' }));
    expect(() => describeSequence(Inheriting)).toThrowError(expect.objectContaining({ code: 'MISSING_DECORATOR' }));
    expect(() => describeSequence(class {})).toThrowError(expect.objectContaining({ code: 'MISSING_DECORATOR' }));
  });

  test('refuses a sequence without a main step', () => {
    @sequence({ name: 'empty' })
    class Empty extends Sequence {
      @step({ order: 1, cleanup: true }) async off() {}
    }
    expect(() => describeSequence(Empty)).toThrowError(expect.objectContaining({ code: 'NO_STEPS' }));
  });

  test('refuses two steps of one group with the same order, naming both', () => {
    @sequence({ name: 'equal' })
    class Equal extends Sequence {
      @step({ order: 1 }) async one() {}
      @step({ order: 1 }) async other() {}
    }
    expect(() => describeSequence(Equal)).toThrowError(
      expect.objectContaining({ code: 'DUPLICATE_ORDER', message: expect.stringMatching(/one.*other/) }),
    );
  });

  test('refuses a condition that names no parameter', () => {
    @sequence({ name: 'unknown' })
    class Unknown extends Sequence {
      @step({ order: 1, condition: 'aging' }) async one() {}
    }
    expect(() => describeSequence(Unknown)).toThrowError(expect.objectContaining({ code: 'UNDECLARED_PARAMETER' }));
  });
});

test.each([
  ['timeout', { order: 1, timeout: 0 }],
  ['timeout', { order: 1, timeout: 3_000_000 }],
  ['order', { order: Number.NaN }],
  ['retry', { order: 1, retry: 1.5 }],
  ['retry.delay', { order: 1, retry: { count: 1, delay: -1 } }],
  ['setup and cleanup', { order: 1, setup: true, cleanup: true }],
  ['cannot be retried', { order: 1, actuates: true, retry: 1 }],
])('@step refuses a wrong %s by name', (text, options) => {
  expect(() => {
    class Wrong extends Sequence {
      @step(options) async one() {}
    }
    return Wrong;
  }).toThrow(new RegExp(`@step "one": .*${text}`));
});
