// cql-execution, the reference engine of the Clinical Quality Language in JavaScript, as `meso bench` runs it:
// conversation.py says what it answers. It takes milliseconds a patient and question, so it is asked about the first
// patients of each practice, and what it took is scaled by records.
//
// The questions are in cql_questions.js, as the engine reads them. Events are the plain records of its own patient
// model, with the day as a number: no FHIR, no dates, nothing that would cost it more than the question itself.

'use strict';

const fs = require('fs');
const path = require('path');
const readline = require('readline');
const cql = require('cql-execution');
const {version} = require('cql-execution/package.json');
const {libraryOf, CLUSTERS, VALUE_CLUSTERS} = require('./cql_questions.js');

const SYSTEM = 'snomed';
let patients = [];
let codeService;
let answers;

function rows(file) {
  return fs.readFileSync(file, 'utf8').split('\n').slice(1).filter((line) => line).map((line) => line.split(','));
}

// Only the head of an events file is read: its patients come one after the other.
async function firstPatients(file, wanted) {
  const of = new Map();
  const lines = readline.createInterface({input: fs.createReadStream(file)});
  let heading = true;
  for await (const line of lines) {
    if (heading) {
      heading = false;
      continue;
    }
    const [patient, date, code, value] = line.split(',');
    if (!of.has(patient)) {
      if (of.size === wanted) break;
      of.set(patient, []);
    }
    const day = (Date.parse(date) - Date.parse('1899-12-31')) / 86400000;
    of.get(patient).push({recordType: 'Event', day, code: {code, system: SYSTEM}, value: value ? Number(value) : null});
  }
  return [...of].map(([id, records]) => ({id, recordType: 'Patient', records}));
}

async function prepare(extract, work, wanted) {
  patients = [];
  for (const practice of fs.readdirSync(extract).filter((name) => name.startsWith('W')).sort()) {
    patients.push(...await firstPatients(path.join(extract, practice, 'events.csv'), Number(wanted)));
  }
  const sets = {};
  for (const [cluster, code] of rows(path.join(extract, 'clusters.csv'))) {
    const set = sets[`C${cluster}`] ||= {'1': []};
    set['1'].push({code, system: SYSTEM});
  }
  codeService = new cql.CodeService(sets);
  return [`records ${patients.reduce((sum, patient) => sum + patient.records.length, 0)}`];
}

async function run() {
  const executor = new cql.Executor(new cql.Library(libraryOf()), codeService);
  const start = process.hrtime.bigint();
  const processor = process.cpuUsage();
  const results = await executor.exec(new cql.PatientSource([...patients]));
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const {user, system} = process.cpuUsage(processor);
  answers = results.patientResults;
  return [`seconds ${seconds.toFixed(6)} ${((user + system) / 1e6).toFixed(6)}`];
}

function sums() {
  const lines = [];
  for (let cluster = 0; cluster < CLUSTERS; ++cluster) {
    let count = 0n, earliests = 0n, latests = 0n, values = 0n, mix = 0n;
    for (const [id, answer] of Object.entries(answers)) {
      if (answer[`Earliest${cluster}`] == null) continue;
      const earliest = BigInt(answer[`Earliest${cluster}`]);
      const last = BigInt(answer[`Latest${cluster}`]);
      const latest = cluster < VALUE_CLUSTERS ? last / 1024n : last;
      const value = cluster < VALUE_CLUSTERS ? last % 1024n : 0n;
      ++count;
      earliests += earliest;
      latests += latest;
      values += value;
      mix += BigInt(id) * (earliest + 3n * latest + 7n * value);
    }
    if (count) lines.push(`slot ${cluster} ${count} ${earliests} ${latests} ${values} ${mix}`);
  }
  return lines;
}

async function answer(line) {
  const [word, ...words] = line.split('\t');
  if (word === 'name') return [`name cql-execution ${version}`, `query ${path.relative('', path.join(__dirname, 'cql_questions.js'))}`];
  if (word === 'prepare') return prepare(...words);
  if (word === 'run') return run();
  if (word === 'sums') return sums();
  throw new Error('cql-execution is not asked for that');
}

(async () => {
  for await (const line of readline.createInterface({input: process.stdin})) {
    try {
      process.stdout.write([...await answer(line), 'ok', ''].join('\n'));
    } catch (error) {
      process.stdout.write(`no ${String(error.message).replace(/\s+/g, ' ')}\n`);
    }
  }
})();
