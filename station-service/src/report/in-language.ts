import type { LocalizedText } from '@neurohub/contracts/vocabulary';
import type { ReportLanguage } from './report-texts.ts';

export const inLanguage = (text: LocalizedText, language: ReportLanguage) =>
  typeof text === 'string' ? text : text[language];
