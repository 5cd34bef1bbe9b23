/** An execution as a report tells it, whatever the file is: every text is made, nothing is drawn. */

/** What a colour stands for; the word beside it says the same. */
export type Tone = 'good' | 'bad' | 'fault' | 'quiet';

export interface Told {
  word: string;
  tone: Tone;
}

export interface Report {
  language: 'en' | 'ko';
  title: string;
  madeAt: string;
  station: string;
  serialNumber: string;
  verdict: Told & { meaning: string };
  cautions: string[];
  facts: { label: string; value: string }[];
  /** Why the execution as a whole ended in error. */
  error: string | null;
  events: { at: string; text: string }[];
  steps: ReportStep[];
  /** Below the steps. */
  note: string | null;
}

export interface ReportStep {
  name: string;
  /** Which turn of its loops, which try. */
  which: string;
  status: Told;
  /** When it began, how long it took, what it waited for. */
  time: string;
  remarks: string[];
  measurements: ReportMeasurement[];
  prompts: { question: string; answer: string }[];
  files: string[];
}

export interface ReportMeasurement {
  name: string;
  value: string;
  limits: string;
  margin: string;
  outcome: Told;
  plot: { title: string; svg: string } | null;
}
