import { expect, it } from 'vitest';
import { physicalKey } from './physical-key.ts';
import { DEFAULT_SCANNER, parseScan } from './scan-command.ts';
import { checkSerial } from './serial-check.ts';

it.each([
  ['PCB-2026-000123', { type: 'serial', serialNumber: 'PCB-2026-000123' }],
  ['  PCB-1 \r', { type: 'serial', serialNumber: 'PCB-1' }],
  ['SLOT:12', { type: 'slot', slot: 12 }],
  ['slot:3', { type: 'slot', slot: 3 }],
  ['BATCH:slot_1', { type: 'batch', batchId: 'slot_1' }],
  ['CMD:START', { type: 'start' }],
  ['cmd:stop', { type: 'stop' }],
  ['CMD:START-ALL', { type: 'startAll' }],
  ['CMD:PASS', { type: 'answer', answer: 'pass' }],
  ['cmd:fail', { type: 'answer', answer: 'fail' }],
  ['CMD:OK', { type: 'answer', answer: 'ok' }],
  ['CMD:3', { type: 'answer', answer: 3 }],
  ['BADGE:04A2', { type: 'badge', badge: 'BADGE:04A2' }],
  ['CMD:EXPLODE', { type: 'unknown', text: 'CMD:EXPLODE' }],
  ['SLOT:', { type: 'unknown', text: 'SLOT:' }],
  ['BATCH:', { type: 'unknown', text: 'BATCH:' }],
])('reads %j as what it says', (text, command) => {
  expect(parseScan(text)).toEqual(command);
});

it('takes off what the scanner sends around every code', () => {
  const scanner = { ...DEFAULT_SCANNER, prefix: '$', suffix: '#', badgePrefix: 'ID-' };
  expect(parseScan('$SLOT:2#', scanner)).toEqual({ type: 'slot', slot: 2 });
  expect(parseScan('$ID-77#', scanner)).toEqual({ type: 'badge', badge: 'ID-77' });
  expect(parseScan('PCB-1#', scanner)).toEqual({ type: 'serial', serialNumber: 'PCB-1#' });
});

it('accepts a serial number only when the whole of it matches the pattern', () => {
  const rule = { pattern: 'PCB-\\d{4}|X' };
  expect(checkSerial('PCB-1234', rule)).toBeNull();
  expect(checkSerial('X', rule)).toBeNull();
  expect(checkSerial('PCB-12345', rule)).toBe('pattern');
  expect(checkSerial('aX', rule)).toBe('pattern');
});

it('refuses invisible characters, says nothing of an empty field but that it is empty, and leaves an unreadable pattern to the service', () => {
  expect(checkSerial('PCB\u202E1', undefined)).toBe('characters');
  expect(checkSerial('', undefined)).toBe('empty');
  expect(checkSerial('anything', { pattern: '(' })).toBeNull();
});

it('reads the physical key when the Korean input method hides the character', () => {
  expect(physicalKey({ key: 'ㅔ', code: 'KeyP', shiftKey: true })).toBe('P');
  expect(physicalKey({ key: 'Process', code: 'Digit7', shiftKey: false })).toBe('7');
  expect(physicalKey({ key: 'Process', code: 'Semicolon', shiftKey: true })).toBe(':');
  expect(physicalKey({ key: 'Process', code: 'Enter', shiftKey: false })).toBe('Enter');
  expect(physicalKey({ key: 'z', code: 'KeyY', shiftKey: false })).toBe('z');
});
