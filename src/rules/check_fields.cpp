// Fields: from many records to one date, value or count per patient.

#include <algorithm>

#include "rules/checker.h"
#include "rules/digests.h"

namespace meso::rules {

FieldId Checker::field(const Written<syntax::Field>& written, const Edition& edition, ClockId clock,
                       const Asker& asker) {
  const syntax::Field& item = *written.item;
  if (item.broken) return -1;
  const Need need{&item, clock};
  const auto made = made_.find(need);
  if (made != made_.end()) {
    if (made->second >= 0) return made->second;
    std::string path;
    bool inside = false;
    for (const auto& [other, name] : path_) {
      inside = inside || other == need;
      if (inside) path += name + " -> ";
    }
    if (inside)
      mistakes_.add(asker.file, asker.spot, item.name.text + " needs itself: " + path + item.name.text,
                    "break the circle with a pick from a cluster");
    return -1;
  }
  if (!enter(asker, &item, clock, item.name.text)) return -1;
  const Scope scope{&edition, written.source, clock, nullptr, nullptr};
  Field out = std::visit(
      [&](const auto& body) {
        using Body = std::decay_t<decltype(body)>;
        if constexpr (std::is_same_v<Body, syntax::Pick>) {
          return pick(body, scope);
        } else if constexpr (std::is_same_v<Body, syntax::Pair>) {
          return pair(body, scope);
        } else if constexpr (std::is_same_v<Body, syntax::Count>) {
          return count(body, scope);
        } else if constexpr (std::is_same_v<Body, syntax::Choice>) {
          return choice(body, scope);
        } else {
          return extreme(body, scope);
        }
      },
      item.body);
  out.name = item.name.text;
  out.ruleset = edition.name;
  out.text = as_written(scope, item.spot);
  out.place = {written.source->file, item.name.spot.line, item.name.spot.column};
  out.clock = clock;
  leave();
  const auto id = static_cast<FieldId>(model_.fields.size());
  model_.fields.push_back(std::move(out));
  made_[need] = id;
  return id;
}

FieldId Checker::named_field(const syntax::Name& name, const Scope& scope) {
  if (name.text.empty()) return -1;
  const Edition* owner = nullptr;
  const Written<syntax::Field>* found = find_field(name.text, scope, &owner);
  if (found == nullptr) {
    unknown_field(name, scope);
    return -1;
  }
  return field(*found, *owner, scope.clock, {scope.source->file, name.spot});
}

// A field written in place. Two that say the same are one.
FieldId Checker::unnamed(Field field, const Spot& spot, const Scope& scope) {
  field.ruleset = scope.edition->name;
  field.clock = scope.clock;
  const auto [at, added] = shared_.try_emplace(field_key(field), static_cast<FieldId>(model_.fields.size()));
  if (added) {
    field.text = as_written(scope, spot);
    field.place = {scope.source->file, spot.line, spot.column};
    model_.fields.push_back(std::move(field));
  }
  return at->second;
}

Field Checker::pick(const syntax::Pick& written, const Scope& scope) {
  Field out;
  out.kind = Field::Kind::kPick;
  using Word = syntax::Pick::Word;
  switch (written.word) {
    case Word::kEarliest:
      out.pick = Pick::kEarliest;
      break;
    case Word::kLatest:
    case Word::kAny:
      out.pick = Pick::kLatest;
      break;
    case Word::kHighest:
      out.pick = Pick::kHighest;
      break;
    case Word::kLowest:
      out.pick = Pick::kLowest;
      break;
  }
  out.tie = written.tie;
  out.records = records(written.records, scope);
  if (written.word == Word::kHighest || written.word == Word::kLowest) {
    unit_of(out.records.clusters, written.spot, scope);  // values of different units have no highest
  }
  return out;
}

Field Checker::pair(const syntax::Pair& written, const Scope& scope) {
  Field out;
  out.kind = Field::Kind::kPair;
  out.pick = written.latest ? Pick::kLatest : Pick::kEarliest;
  out.records.clusters = cluster_list(written.first_clusters, scope);
  out.second_clusters = cluster_list(written.second_clusters, scope);
  add_windows(written.windows, scope, out.records.windows);
  out.first_name = written.first.text;
  out.second_name = written.second.text;
  if (out.first_name == out.second_name) {
    wrong(scope, written.second.spot, "both values of the pair are called " + out.first_name,
          "give them different names, such as SYS and DIA");
  }
  if (out.first_name == out.second_name) return out;
  for (const auto& [name, tie] : written.ties) {
    Tie& of = name.text == out.first_name ? out.tie : out.second_tie;
    if (name.text != out.first_name && name.text != out.second_name) {
      wrong(scope, name.spot, "the pair has no value called " + name.text,
            "its values are " + out.first_name + " and " + out.second_name);
    } else if (of != Tie::kUnnamed) {
      wrong(scope, name.spot, "the tie of " + name.text + " is named twice",
            "name one for " + out.first_name + " and one for " + out.second_name);
    }
    of = tie;
  }
  return out;
}

Field Checker::count(const syntax::Count& written, const Scope& scope) {
  Field out;
  out.kind = written.days ? Field::Kind::kCountDays : Field::Kind::kCountRecords;
  out.records = records(written.records, scope);
  return out;
}

Field Checker::choice(const syntax::Choice& written, const Scope& scope) {
  Field out;
  out.kind = Field::Kind::kChoice;
  for (const syntax::Choice::Case& one : written.cases) {
    const ConditionId when = condition(one.when, scope);
    const auto then = date(one.then, scope);
    if (when >= 0 && then) out.choices.push_back({when, *then});
  }
  out.otherwise = date(written.otherwise, scope);
  if (written.cases.empty()) {
    wrong(scope, written.otherwise.spot, "the choice has nothing to choose between",
          "write: DATE when CONDITION, otherwise DATE");
  }
  return out;
}

Field Checker::extreme(const syntax::Extreme& written, const Scope& scope) {
  Field out;
  out.kind = written.latest ? Field::Kind::kLatestOf : Field::Kind::kEarliestOf;
  for (const syntax::DateExpression& one : written.dates) {
    if (const auto read = date(one, scope)) out.dates.push_back(*read);
  }
  return out;
}

}  // namespace meso::rules
