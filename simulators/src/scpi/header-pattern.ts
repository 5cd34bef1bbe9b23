/**
 * Headers as manuals write them, `MEASure[:SCALar]:VOLTage[:DC]?`: capitals are the short form, brackets an optional node.
 */

interface PatternNode {
  readonly short: string;
  readonly long: string;
  readonly isOptional: boolean;
}

export interface HeaderPattern {
  readonly nodes: readonly PatternNode[];
  readonly isQuery: boolean;
}

/** What a header is to a pattern; `suffix` means: the right words with a numeric suffix that this instrument does not have. */
export type HeaderMatch = 'none' | 'suffix' | 'full';

export function compileHeader(pattern: string): HeaderPattern {
  const isQuery = pattern.endsWith('?');
  const nodes = [...pattern.matchAll(/(\[)?:?(\*?[A-Za-z]+)/g)].map(([, bracket, word = '']) => ({
    short: word.replace(/[a-z]/g, ''),
    long: word.toUpperCase(),
    isOptional: bracket !== undefined,
  }));
  return { nodes, isQuery };
}

/** Compares upper-case mnemonics, counted from the root, with a pattern. */
export function matchHeader(pattern: HeaderPattern, mnemonics: readonly string[]): HeaderMatch {
  return matchFrom(pattern.nodes, mnemonics);
}

function matchFrom(nodes: readonly PatternNode[], mnemonics: readonly string[]): HeaderMatch {
  const [node, ...laterNodes] = nodes;
  if (!node) return mnemonics.length === 0 ? 'full' : 'none';
  const skipped = node.isOptional ? matchFrom(laterNodes, mnemonics) : 'none';
  if (skipped === 'full') return 'full';
  const [mnemonic, ...laterMnemonics] = mnemonics;
  const here = mnemonic === undefined ? 'none' : matchMnemonic(node, mnemonic);
  const taken = here === 'none' ? 'none' : worse(here, matchFrom(laterNodes, laterMnemonics));
  return taken === 'none' ? skipped : taken;
}

/** No suffix means 1 (SCPI-99 Volume 1, 6.2.5); there is one of everything here. */
function matchMnemonic(node: PatternNode, mnemonic: string): HeaderMatch {
  const [, word = '', suffix = ''] = /^(\*?[A-Z_]+)(\d*)$/.exec(mnemonic) ?? [];
  if (word !== node.short && word !== node.long) return 'none';
  return suffix === '' || Number(suffix) === 1 ? 'full' : 'suffix';
}

function worse(a: HeaderMatch, b: HeaderMatch): HeaderMatch {
  if (a === 'none' || b === 'none') return 'none';
  return a === 'suffix' || b === 'suffix' ? 'suffix' : 'full';
}
