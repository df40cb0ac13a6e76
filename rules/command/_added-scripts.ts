import type { Instruction, Stage } from '../../core/facts/documents/dockerfile.js';
import { bare } from '../../core/facts/shell/tools/downloads.js';
import type { ShellCommand } from '../../core/facts/shell/types.js';
import type { Command } from '../../core/facts/views/command.js';
import { copiedFiles, pathIn } from '../dockerfile/_paths.js';

/** A script that ADD fetches and a later RUN of the stage starts. */
export interface AddedScript {
  readonly url: string;
  readonly add: Instruction;
  readonly command: Command;
}

/** Those that nothing compares with a checksum. */
export function addedScripts(stage: Stage, runs: (command: ShellCommand) => boolean): readonly AddedScript[] {
  const files = new Map<string, { readonly url: string; readonly add: Instruction }>();
  for (const add of stage.own('ADD')) {
    if (add.flag('checksum')) continue;
    for (const { source, target } of copiedFiles(add)) {
      const url = source.replace(/[?#].*$/, '');
      if (/^https?:\/\//i.test(url) && !url.endsWith('.git') && target !== undefined)
        files.set(target.replace(/[?#].*$/, ''), { url, add });
    }
  }
  if (files.size === 0) return [];
  return stage.own('RUN').flatMap(run =>
    run.commands.flatMap(command => {
      const { shell } = command;
      const word = runs(shell) ? shell.words.slice(1).find(({ text }) => !text.startsWith('-')) : shell.words[0];
      // A plain name is looked up along the search path, and after `cd` a relative one is another file.
      if (!word || (word === shell.words[0] && !word.text.includes('/'))) return [];
      const path = bare(word.text);
      if (!path.startsWith('/') && run.script.commands.some(({ name }) => name === 'cd')) return [];
      const file = files.get(pathIn(run, path) ?? '');
      return file && file.add.span.start < run.span.start ? [{ ...file, command }] : [];
    }),
  );
}
