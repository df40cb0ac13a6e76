import type { Instruction, Stage } from '../../core/facts/documents/dockerfile.js';
import type { ImageUser } from '../../core/facts/tables/base-images.js';
import type { Fix } from '../../core/judge/rule.js';
import { at, lineEndOf, type TextEdit } from '../../core/text.js';
import { copyTarget, isIn } from '../dockerfile/_paths.js';
import { isForWriting, preparedPathsOf } from './_written-paths.js';

/** A number that no account of an image has: it needs none. */
const NUMBER = '10001:10001';

/**
 * Takes back a switch to root: to the account that the stage, or the image that it starts from, had before; else as `switchUser` does.
 * @param root the last `USER`, wherever in the chain of stages it stands.
 */
export function switchFromRoot(stage: Stage, root: Instruction, known: ImageUser | undefined): readonly Fix[] {
  const user = userBefore(stage, root);
  if (!user && (!known || known.root)) return switchUser(stage, known, root);
  const before = user ? user.words[0] && user.expand(user.words[0]).value : known?.user;
  if (before === undefined || stage.shellBefore(root) !== 'posix') return [];
  const own = stage.instructions.filter(({ onbuild }) => !onbuild);
  const lastWork = own.findLast(({ keyword, span }) => WORKS.has(keyword) && span.start > root.span.start);
  const starts = own.find(({ keyword, span }) => STARTS.has(keyword) && span.start > (lastWork ?? root).span.start);
  const last = own.at(-1)!;
  const line = `${likeKeyword(root, 'USER')} ${before}`;
  const edits = (): readonly TextEdit[] => {
    if (!lastWork && own.includes(root)) return root.remove();
    return [starts ? starts.insertAbove(line) : { span: at(last.span.end), text: lineEndOf(last.text) + line }];
  };
  return [
    {
      title: `Run as ${before} again`,
      safety: 'review',
      assumes: `The program writes to nothing that is made as root in this file.`,
      edits,
      ...(/^\d+(?::\d+)?$/.test(before) ? {} : { expects: ['numeric-user'] }),
    },
  ];
}

/** What is done by the user who is in force. */
const WORKS: ReadonlySet<string> = new Set(['RUN', 'WORKDIR']);
const STARTS: ReadonlySet<string> = new Set(['CMD', 'ENTRYPOINT']);

/** The last `USER` before the switch to root that names somebody else, or may. */
function userBefore(stage: Stage, root: Instruction): Instruction | undefined {
  const users = stage.all('USER');
  const isRoot = (user: Instruction) => /^(?:root|0+)(?::|$)/.test((user.words[0] && user.expand(user.words[0]).value) ?? '');
  return users.slice(0, users.indexOf(root)).findLast(user => !isRoot(user));
}

/** A switch to root that nothing is done after need not stay. */
const takenOut = (stage: Stage, root: Instruction): readonly TextEdit[] =>
  stage.instructions.includes(root) && !stage.instructions.some(({ keyword, span }) => WORKS.has(keyword) && span.start > root.span.start)
    ? root.remove()
    : [];

/**
 * Switches to an account that the image has, else to a number, where nothing after it needs root: what the image prepares for writing
 * becomes the account's, and so do copies into it. None where that cannot be seen: volumes keep the owner that they have.
 * @param root the `USER` that switched to root, which goes where nothing needs it.
 */
export function switchUser(stage: Stage, known: ImageUser | undefined, root?: Instruction): readonly Fix[] {
  const made = accountsOf(stage);
  const scratch = stage.chain.at(-1)!.scratch;
  const account = made.at(-1) ?? known?.availableUser ?? ((known?.root || scratch) && isServer(stage) ? NUMBER : undefined);
  const starts = stage.instructions.find(({ keyword, onbuild }) => !onbuild && (keyword === 'CMD' || keyword === 'ENTRYPOINT'));
  if (account === undefined || known?.drops || !starts || made.length > 1) return [];
  const low = stage.all('EXPOSE').some(({ words }) => words.some(({ text }) => Number.parseInt(text, 10) < 1024));
  const after = stage.instructions.some(({ keyword, span }) => span.start > starts.span.start && ['RUN', 'WORKDIR'].includes(keyword));
  if (low || after || usesHome(stage) || stage.all('VOLUME').length > 0 || stage.shellBefore(starts) !== 'posix') return [];
  const paths = preparedPathsOf(stage);
  const copies = stage.instructions.filter(copy => isWrittenCopy(copy, paths) && !copy.flag('chown'));
  // What is copied after the switch would have to be looked at again.
  if (copies.some(copy => copy.span.start > starts.span.start)) return [];
  const owner = account === NUMBER || account.includes(':') ? account : `${account}:`;
  const given = paths.filter(path => !isGiven(stage, path, account));
  // There is nothing that could change an owner.
  if (scratch && given.length > 0) return [];
  const chown = `${likeKeyword(starts, 'RUN')} chown -R ${owner} ${given.join(' ')}`;
  const lines = [...(given.length > 0 ? [chown] : []), `${likeKeyword(starts, 'USER')} ${account}`];
  const edits = (): readonly TextEdit[] => [
    ...copies.map(copy => ({ span: at(copy.keywordSpan.end), text: ` --chown=${account}` })),
    starts.insertAbove(...lines),
    ...(root ? takenOut(stage, root) : []),
  ];
  const whose =
    made.length > 0 ? 'the account that it makes' : account === NUMBER ? 'a number that no account has' : 'an account of the base image';
  return [
    {
      title: `Run as ${account}, ${whose}`,
      safety: 'review',
      assumes: `The program writes to no other place than ${[...paths, 'the temporary folders'].join(', ')}.`,
      edits,
      // A number would do without the image's list of accounts, but a name says more.
      ...(account === NUMBER ? {} : { expects: ['numeric-user'] }),
    },
  ];
}

/** A keyword in the letters of another one. */
const likeKeyword = ({ text, keyword, keywordSpan: { start, end } }: Instruction, name: string): string =>
  text.slice(start, end) === keyword.toLowerCase() ? name.toLowerCase() : name;

/** A number has no home, which tools for people want: what listens, or brings nothing but what another stage has built, does without. */
const isServer = (stage: Stage): boolean =>
  stage.all('EXPOSE').length > 0 ||
  (stage.all('RUN').length === 0 && stage.all('COPY').length > 0 && stage.all('COPY').every(copy => copy.flag('from')));

/** Whether the build leaves something in the home of root, where nobody else can read it. */
const usesHome = (stage: Stage): boolean =>
  stage.chain.some(one =>
    one.instructions.some(
      ({ keyword, text, span }) =>
        ['RUN', 'COPY', 'ADD', 'ENV', 'WORKDIR', 'CMD', 'ENTRYPOINT'].includes(keyword) &&
        /(?:^|[\s"'=:])(?:~\/|\/root\b)|\$\{?HOME\b/.test(text.slice(span.start, span.end)) &&
        // A cache of the build is no part of the image.
        !/--mount=type=cache,[^\s]*\/root\b[^\n]*$/m.test(text.slice(span.start, span.end)),
    ),
  );

/** Accounts that the Dockerfile makes, other than for a service that it starts itself. */
function accountsOf(stage: Stage): readonly string[] {
  const names = stage.all('RUN').flatMap(({ script }) =>
    script.commands.flatMap(({ name, words }) => {
      if (name !== 'useradd' && name !== 'adduser') return [];
      const values = words.slice(1).map(({ value }) => value);
      const last = values.at(-1);
      // `adduser app group` puts an account into a group.
      const isMembership = values.length === 2 && values.every(value => value !== undefined && !value.startsWith('-'));
      return last !== undefined && /^[a-z_][\w-]*$/.test(last) && !isMembership ? [last] : [];
    }),
  );
  return [...new Set(names)];
}

/** A copy into, or of, what is for writing. */
function isWrittenCopy(copy: Instruction, paths: readonly string[]): boolean {
  if (copy.keyword !== 'COPY' && copy.keyword !== 'ADD') return false;
  const target = copyTarget(copy);
  return target !== undefined && (isForWriting(target) || paths.some(path => isIn(target, path)));
}

/** Whether some `chown` has given a path, or one above it, to the account. */
const isGiven = (stage: Stage, path: string, account: string): boolean =>
  stage.all('RUN').some(({ script }) =>
    script.commands.some(({ name, words }) => {
      const values = words.slice(1).flatMap(({ value }) => value ?? []);
      const [owner, ...rest] = values.filter(value => !value.startsWith('-'));
      return (
        name === 'chown' && owner?.split(':')[0] === account.split(':')[0] && rest.some(one => isIn(path, one.replace(/(.)\/$/, '$1')))
      );
    }),
  );
