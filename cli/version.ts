declare const SEAWORTHY_VERSION: string | undefined;

/** The version of package.json, put in by the build. */
export const version = typeof SEAWORTHY_VERSION === 'string' ? SEAWORTHY_VERSION : '0.0.0-unbuilt';
