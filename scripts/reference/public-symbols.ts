/** What the public entries of the SDK export, with its documentation, by the compiler's own reading. */
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

export interface PublicMember {
  name: string;
  /** As declared, without body and initial value. */
  signature: string;
  docs: Docs;
}

export interface PublicSymbol extends PublicMember {
  /** Folder below src of the SDK, or `` of its top; `contracts` for what is declared there. */
  area: string;
  members: PublicMember[];
}

export interface Docs {
  text: string;
  /** `@default`, `@throws`, `@param x`, `@returns`, `@example`, in order. */
  tags: { name: string; text: string }[];
}

export interface PublicSymbols {
  /** By entry, in the order of the names. */
  entries: Map<string, PublicSymbol[]>;
  /** Exported, or a member of what is exported, without a sentence of its own: with place. */
  undocumented: string[];
}

/** @param entries by the name they are imported with, the file that exports */
export function readPublicSymbols(root: string, entries: Readonly<Record<string, string>>): PublicSymbols {
  const files = Object.values(entries).map((file) => join(root, file));
  const program = ts.createProgram(files, compilerOptions(root));
  const reader = new SymbolReader(program.getTypeChecker(), root);
  const read = Object.entries(entries).map(([name, file]) => {
    const source = program.getSourceFile(join(root, file));
    if (!source) throw new Error(`${file} was not read`);
    return [name, reader.exportsOf(source)] as const;
  });
  return { entries: new Map(read), undocumented: reader.undocumented };
}

function compilerOptions(root: string): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.base.json'), ts.sys.readFile);
  return ts.convertCompilerOptionsFromJson(config.compilerOptions, root).options;
}

type Documented = ts.ClassDeclaration | ts.InterfaceDeclaration | ts.TypeAliasDeclaration;

class SymbolReader {
  readonly undocumented: string[] = [];
  readonly #checker: ts.TypeChecker;
  readonly #root: string;

  constructor(checker: ts.TypeChecker, root: string) {
    this.#checker = checker;
    this.#root = root;
  }

  exportsOf(source: ts.SourceFile): PublicSymbol[] {
    const module = this.#checker.getSymbolAtLocation(source);
    if (!module) throw new Error(`${source.fileName} exports nothing`);
    const symbols = this.#checker.getExportsOfModule(module).map((symbol) => this.#read(symbol));
    return symbols.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  #read(exported: ts.Symbol): PublicSymbol {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(exported) : exported;
    const [declaration] = symbol.declarations ?? [];
    if (!declaration) throw new Error(`${exported.name} is not declared`);
    const name = exported.name;
    const docs = this.#docsOf(symbol, name, declaration);
    const members = membersOf(declaration).map((member) => this.#readMember(name, member));
    return { name, signature: headOf(declaration), docs, members, area: this.#areaOf(declaration) };
  }

  #readMember(owner: string, member: ts.Node & { symbol?: ts.Symbol }): PublicMember {
    const isConstructor = ts.isConstructorDeclaration(member);
    const name = isConstructor ? 'constructor' : ((member as ts.NamedDeclaration).name?.getText() ?? '[key]');
    const signature = headOf(member);
    // A constructor takes what its options say; words of its own are welcome, not asked for.
    const docs = docsFrom(member.symbol, this.#checker);
    if (docs.text === '' && !isConstructor) this.#miss(`${owner}.${name}`, member);
    return { name, signature, docs };
  }

  #docsOf(symbol: ts.Symbol, name: string, declaration: ts.Node): Docs {
    const docs = docsFrom(symbol, this.#checker);
    if (docs.text === '') this.#miss(name, declaration);
    return docs;
  }

  #miss(name: string, node: ts.Node): void {
    const source = node.getSourceFile();
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    this.undocumented.push(`${name} (${relative(this.#root, source.fileName)}:${line + 1})`);
  }

  #areaOf(node: ts.Node): string {
    const [workspace, , ...path] = relative(this.#root, node.getSourceFile().fileName).split('/');
    const area = dirname(path.join('/'));
    return workspace === 'contracts' ? workspace : area === '.' ? '' : area;
  }
}

function docsFrom(symbol: ts.Symbol | undefined, checker: ts.TypeChecker): Docs {
  if (!symbol) return { text: '', tags: [] };
  const tags = symbol.getJsDocTags(checker).map(({ name, text }) => ({ name, text: ts.displayPartsToString(text) }));
  return { text: ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim(), tags };
}

/** Public ones: not private or `#`, not said to be internal, no brands, and nothing that only repeats the base. */
function membersOf(declaration: ts.Node): ts.Node[] {
  return (isDocumented(declaration) ? [...membersIn(declaration)] : []).filter((member) => {
    const flags = ts.getCombinedModifierFlags(member as ts.Declaration);
    const { name } = member as ts.NamedDeclaration;
    if (flags & (ts.ModifierFlags.Private | ts.ModifierFlags.Override)) return false;
    if (name && (ts.isPrivateIdentifier(name) || ts.isComputedPropertyName(name))) return false;
    return (
      !ts.isSemicolonClassElement(member) && !ts.getJSDocTags(member).some((tag) => tag.tagName.text === 'internal')
    );
  });
}

const isDocumented = (node: ts.Node): node is Documented =>
  ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node);

const membersIn = (node: Documented): readonly ts.Node[] => (ts.isTypeAliasDeclaration(node) ? [] : node.members);

/** The declaration up to what only the implementation needs: the body, the initial value, the members (they are listed). */
function headOf(node: ts.Node): string {
  if (ts.isVariableDeclaration(node)) return `const ${node.name.getText()}`;
  const { text } = node.getSourceFile();
  const { body, members, initializer } = node as {
    body?: ts.Node;
    members?: ts.NodeArray<ts.Node>;
    initializer?: ts.Node;
  };
  const end = body?.getStart() ?? (isDocumented(node) ? members?.pos : initializer?.getStart()) ?? node.getEnd();
  return text
    .slice(node.getStart(), end)
    .trim()
    .replace(/[\s={;,]+$/, '')
    .replace(/^export /, '')
    .replace(/\/\*\*[\s\S]*?\*\/\s*/g, '')
    .replace(/^async /, '');
}
