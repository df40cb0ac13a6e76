import type { Report } from '../report.js';

/** The report as it is, as `report.schema.json` describes it. */
export const formatJson = (report: Report): string => `${JSON.stringify(report, null, 2)}\n`;
