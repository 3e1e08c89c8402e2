// Evaluates expressions.feel and unary-tests.feel with feelin and writes the answers to tests/expressions/feelin.json.
// One expression a line; a unary test is written `value | tests`; lines that begin with # are comments.
import { readFileSync, writeFileSync } from 'node:fs';
import { evaluate, unaryTest, isRange, FeelDate, FeelTime, FeelDateTime, FeelDuration } from 'feelin';

const read = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');
const lines = (name) => read(name).split('\n').filter((line) => line.trim() && !line.startsWith('#'));

function encode(value) {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return { '@number': String(value) };
  if (value instanceof FeelDateTime) return { '@datetime': String(value) };
  if (value instanceof FeelDate) return { '@date': String(value) };
  if (value instanceof FeelTime) return { '@time': String(value) };
  if (value instanceof FeelDuration) return { '@duration': String(value) };
  if (isRange(value)) {
    return { '@range': [encode(value.start), encode(value.end), value['start included'], value['end included']] };
  }
  if (Array.isArray(value)) return value.map(encode);
  if (typeof value === 'function') return { '@function': true };
  if (typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, encode(item)]));
  }
  return value;
}

function answer(run) {
  try {
    return encode(run().value);
  } catch (error) {
    return { '@error': error.constructor.name };
  }
}

const contextText = read('context.feel').trim();
const context = evaluate(contextText, {}).value;
const expressions = lines('expressions.feel').map((text) => ({
  text,
  answer: answer(() => evaluate(text, context)),
}));
const unaryTests = lines('unary-tests.feel').map((line) => {
  const at = line.indexOf(' | ');
  const [value, text] = [line.slice(0, at), line.slice(at + 3)];
  return { value, text, answer: answer(() => unaryTest(text, { ...context, '?': evaluate(value, context).value })) };
});
const version = JSON.parse(read('package-lock.json')).packages['node_modules/feelin'].version;
const recorded = { feelin: version, context: contextText, expressions, unaryTests };
writeFileSync(new URL('../../tests/expressions/feelin.json', import.meta.url), JSON.stringify(recorded, null, 1) + '\n');
