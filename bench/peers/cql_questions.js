// W's slots in CQL's compiled form, ELM. Of each cluster:
//
//   define Earliest0: Min([Event: code in "C0"] E return E.day)
//   define Latest0:   Max([Event: code in "C0"] E return E.day * 1024 + E.value)      a cluster with values
//   define Latest30:  Max([Event: code in "C30"] E return E.day)                      any other
//
// Values are whole numbers from 0 to 200: one maximum is the latest day with its greatest value.

'use strict';

const CLUSTERS = 300;
const VALUE_CLUSTERS = 25;

const day = {type: 'Property', path: 'day', scope: 'E'};
const dayAndValue = {
  type: 'Add',
  operand: [
    {
      type: 'Multiply',
      operand: [day, {type: 'Literal', valueType: '{urn:hl7-org:elm-types:r1}Integer', value: '1024'}],
    },
    {type: 'Property', path: 'value', scope: 'E'},
  ],
};

function question(name, aggregate, cluster, returned) {
  return {
    name,
    context: 'Patient',
    accessLevel: 'Public',
    expression: {
      type: aggregate,
      source: {
        type: 'Query',
        source: [{
          alias: 'E',
          expression: {
            type: 'Retrieve',
            dataType: '{https://github.com/cqframework/cql-execution/simple}Event',
            codeProperty: 'code',
            codes: {type: 'ValueSetRef', name: `C${cluster}`},
          },
        }],
        relationship: [],
        return: {distinct: false, expression: returned},
      },
    },
  };
}

function libraryOf() {
  const sets = [];
  const questions = [];
  for (let cluster = 0; cluster < CLUSTERS; ++cluster) {
    sets.push({name: `C${cluster}`, id: `C${cluster}`, accessLevel: 'Public'});
    questions.push(question(`Earliest${cluster}`, 'Min', cluster, day));
    questions.push(question(`Latest${cluster}`, 'Max', cluster, cluster < VALUE_CLUSTERS ? dayAndValue : day));
  }
  return {
    library: {
      identifier: {id: 'W', version: '1'},
      schemaIdentifier: {id: 'urn:hl7-org:elm', version: 'r1'},
      usings: {def: [{localIdentifier: 'Simple', uri: 'https://github.com/cqframework/cql-execution/simple'}]},
      valueSets: {def: sets},
      statements: {def: questions},
    },
  };
}

module.exports = {libraryOf, CLUSTERS, VALUE_CLUSTERS};
