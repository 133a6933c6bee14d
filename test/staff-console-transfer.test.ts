// A case that goes to another office: the customer on a phone, staff of both offices on desktops, all at once.
import { hear, say } from './chat-page.ts';
import { copyWithHouston, removeCopies } from './content-folder.ts';
import { claim, openCase, openStaffDesk, reply, type StaffDesk } from './staff-console.ts';

let desk: StaffDesk;
const about = 'The refund of our Texas entries';

beforeAll(async () => {
  const content = copyWithHouston();
  desk = await openStaffDesk(undefined, content);
}, 120_000);
afterAll(async () => {
  await desk.stop();
  removeCopies();
});

jest.setTimeout(120_000);

test('a case goes to another office: who had it writes no more, its staff see it at once, and the customer knows who is there', async () => {
  const dana = await desk.staff('Dana');
  const luis = await desk.staff('Luis', undefined, ['--office', 'houston']);
  const customer = await desk.customer(about, 'New Jersey');
  await openCase(dana, about);
  await claim(dana);
  await reply(dana, 'Our Houston office knows this entry.');
  await hear(customer, 'Our Houston office knows this entry.');
  await dana.getByLabel('Message to the customer').fill('and this was never sent');

  await dana.getByRole('button', { name: 'Transfer', exact: true }).first().click();
  await dana.getByRole('radio', { name: /^Houston office/ }).check();
  await dana.getByRole('dialog').getByRole('button', { name: 'Transfer' }).click();
  await dana.getByText(/Case \d+ went to Houston office/).waitFor();
  await hear(customer, 'Dana passes this on to another office of ours.');
  await hear(customer, 'in the queue of Houston office (sample)');
  await customer.getByText('You are 1st in the queue · ').waitFor();
  await dana.getByRole('button', { name: 'Claim', exact: true }).waitFor();
  expect(await dana.getByLabel('Message to the customer').count()).toBe(0);

  // Until somebody takes over the assistant answers, and what it says is in the case too.
  await say(customer, 'is the account free');
  await hear(customer, 'An account costs nothing');

  await luis.getByRole('heading', { name: /^Houston office \(sample\).*1 waiting$/ }).waitFor();
  await openCase(luis, about);
  await luis.locator('.message.staff').filter({ hasText: 'Our Houston office knows this entry.' }).waitFor();
  await luis.locator('.message').filter({ hasText: 'An account costs nothing' }).waitFor();
  await claim(luis);
  await hear(customer, 'Luis of Houston office (sample) is here now');
  await dana.getByText('Luis has it since').waitFor();
  await reply(luis, 'Good morning from Houston.');
  await hear(customer, 'Good morning from Houston.');
  await say(customer, 'Thank you, Luis');
  for (const page of [luis, dana])
    await page.locator('.message.customer').filter({ hasText: 'Thank you, Luis' }).waitFor();
  expect(await customer.getByText('never sent').count()).toBe(0);

  // Passed on once more, to a colleague of the first office: back with Dana, whose draft still waits.
  await luis.getByRole('button', { name: 'Transfer', exact: true }).first().click();
  await luis.getByRole('radio', { name: /^Dana/ }).check();
  await luis.getByRole('dialog').getByRole('button', { name: 'Transfer' }).click();
  await hear(customer, 'Luis hands over to Dana of Newark office (sample)');
  await dana.getByText('Yours since').waitFor();
  expect(await dana.getByLabel('Message to the customer').inputValue()).toBe('and this was never sent');
  expect(await luis.getByLabel('Message to the customer').count()).toBe(0);
  expect(desk.problems()).toEqual([]);
});
