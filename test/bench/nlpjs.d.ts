// What is used of @nlpjs, which has no types of its own.
declare module '@nlpjs/core' {
  export interface Container {
    use(plugin: unknown): void;
  }
  export function containerBootstrap(): Promise<Container>;
}
declare module '@nlpjs/lang-en' {
  export const LangEn: unknown;
}
declare module '@nlpjs/nlp' {
  import type { Container } from '@nlpjs/core';
  export class Nlp {
    constructor(settings: { container: Container; autoSave: boolean; nlu: { log: boolean } });
    addLanguage(locale: string): void;
    addDocument(locale: string, utterance: string, intent: string): void;
    train(): Promise<void>;
    process(locale: string, utterance: string): Promise<{ classifications: { intent: string; score: number }[] }>;
  }
}
