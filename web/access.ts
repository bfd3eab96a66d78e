/** Who is let in: the part of a server that differs between one that listens on this machine alone and one for a team. */
import type { Context, Hono } from 'hono';
import type { Person } from './person.ts';

/** Somebody with a session, whatever case they ask about. */
export interface Visitor {
  /** As the server knows them, where they can log out; undefined on this machine alone. */
  readonly account?: string | undefined;
  /** In the case of that key; undefined where they may not even know that it is there. */
  personIn(key: string): Person | undefined;
}

export interface Access {
  /** Whether what is sent is encrypted on the way: browsers are then told to ask no other way. */
  readonly isEncrypted: boolean;
  /** A page of elsewhere whose name was bound to this machine (DNS rebinding) asks under its own name. */
  isOwnHost(host: string | undefined): boolean;
  /** Whether a form was sent from a page of this server: a browser says where it was. */
  isOwnOrigin(origin: string | undefined): boolean;
  /** Adds the addresses that need no session: those that give one. */
  addEntrance(app: Hono<Known>): void;
  /** Undefined for who has no session, or none that holds. */
  visitor(asked: Context): Promise<Visitor | undefined>;
  /** What who has none is told, or where they are sent. */
  turnAway(asked: Context): Response | Promise<Response>;
}

/** What is known of a request behind the guard. */
export interface Known {
  readonly Variables: { visitor: Visitor };
}
