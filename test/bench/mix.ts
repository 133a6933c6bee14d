// What the customers of the benchmark say, every one of them the same round of messages, over and over.

/** The mix's name, for the table. */
export const mixName = '10 questions, 8 moves in a guide, 2 times small talk in a round of 20';

export const mix = [
  'hi',
  'How long does it take to get an ACE account?',
  'i didnt get the verification code',
  'What does the ACE application form ask for?',
  'start guide ace-setup',
  '1',
  'back',
  '2',
  'is the ACE account free',
  'back',
  '1',
  'where am i',
  'how do I change the email on our form 5106?',
  'next',
  'when is the ACE support desk open',
  'my login is locked',
  'what is a form 5106',
  'who are you',
  'we have several importer numbers, which form do we use',
  'thanks',
];
