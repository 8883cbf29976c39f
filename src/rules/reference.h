// The reference interpreter: one patient at a time, obviously right, and slow.
//
// It reads docs/rules.md literally over a plain list of events. It shares the Model with the fast engine, and
// nothing else above `base`: neither its columns nor its windows nor its ties. It also keeps where every
// value came from, which is what an explanation is made of.

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rules/model.h"

namespace meso::rules::reference {

struct Event {
  terms::Code code;
  Date date;  // kUnknownDate: never inside any window
  std::optional<float> value;
  terms::UnitId unit = terms::kNoUnit;
  std::uint8_t comparator = 0;  // records::Comparator
  std::uint8_t episode = 0;     // records::Episode
  std::uint32_t consultation = 0;
  std::uint32_t sequence = 0;
};

struct Spell {
  Date start;
  Date end;  // first day no longer registered; unknown: open
};

struct Patient {
  Date birth;
  Date death;
  std::uint8_t sex = 0;   // records::Sex
  std::string ethnicity;  // "" not known
  std::vector<Spell> spells;
  std::vector<Event> events;  // any order
};

enum class Truth : std::uint8_t { kFalse, kTrue, kUnknown };

// One field of one patient. Counts are always present and carry `count`.
struct FieldValue {
  bool present = false;
  Date date;
  std::optional<float> value;         // of the picked record, or of a pair's first component
  std::optional<float> second_value;  // of a pair's second component
  std::int64_t count = 0;
  std::int32_t event = -1;         // index into Patient::events of the deciding record; -1: none, or derived
  std::int32_t second_event = -1;  // a pair's second component
};

struct RuleTrace {
  std::int32_t rule = 0;  // position in the list
  Truth truth = Truth::kFalse;
  Outcome outcome;
};

// Evaluates lazily and remembers; one object per patient and run.
class Evaluation {
 public:
  Evaluation(const Model& model, const Patient& patient, const ReferenceDates& dates);
  ~Evaluation();

  // Registered and alive on the clock's ACHV_DAT.
  bool in_gms(ClockId clock = 0);
  std::optional<Date> date(const DateRef& ref, ClockId clock);
  const FieldValue& field(FieldId field);
  Truth condition(ConditionId condition);
  std::optional<float> number(const Number& number, ClockId clock);
  RegisterAnswer on_register(RegisterId reg);
  IndicatorAnswer indicator(IndicatorId indicator);

  // The rules that were tried, in order, up to the deciding one; empty when not in the base.
  std::vector<RuleTrace> register_path(RegisterId reg);
  std::vector<RuleTrace> denominator_path(IndicatorId indicator);
  std::vector<RuleTrace> numerator_path(IndicatorId indicator);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace meso::rules::reference
