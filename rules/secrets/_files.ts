/** Whether a Compose file is by its name one for development or tests. */
export const isForDevelopment = (path: string): boolean =>
  /(?:^|[./_-])(?:override|dev|devel|development|local|test|tests|testing|ci|debug)(?:[./_-]|$)/i.test(
    path.slice(path.lastIndexOf('/') + 1),
  );
