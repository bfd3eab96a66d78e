/** What the names of a case's indices begin with, where nothing else is set. */
export const defaultPrefix = (caseId: string): string => `evidex-${caseId}`;
