import { methods } from '../protocol.js';
import type { BlameAnswer, BlameParams, HistoryAnswer, HistoryParams } from '../protocol-audit.js';
import type { Session } from '../session.js';
import type { Audits } from './audit.js';
import { Blames } from './blame.js';
import { Histories } from './history.js';

/** What git says of what was audited, where somebody asked. */
export class Past {
  readonly histories: Histories;
  readonly blames: Blames;

  constructor(session: Session) {
    this.histories = new Histories(session);
    this.blames = new Blames(session);
  }

  /** Answers the client's questions. */
  serve({ connection }: Session, audits: Audits): void {
    connection.onRequest(methods.history, async (params: HistoryParams, token): Promise<HistoryAnswer> => {
      const { last } = audits;
      if (last) await this.histories.ask(last, params, token);
      return { isAudited: last !== undefined };
    });
    connection.onRequest(methods.blame, (params: BlameParams): Promise<BlameAnswer> => this.blames.ask(params));
  }
}
