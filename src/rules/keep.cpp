#include "rules/keep.h"

#include <algorithm>
#include <string_view>

#include "base/nearest.h"
#include "rules/digests.h"
#include "rules/language.h"

namespace meso::rules {
namespace {

// One bit and one new number per part of a model.
class Kept {
 public:
  explicit Kept(std::size_t size) : places_(size, -1) {}
  bool mark(std::int32_t id) {  // false when it was marked before
    std::int32_t& place = places_[static_cast<std::size_t>(id)];
    if (place >= 0) return false;
    place = 0;
    return true;
  }
  void number_in_order() {
    std::int32_t next = 0;
    for (std::int32_t& place : places_) {
      if (place >= 0) place = next++;
    }
  }
  bool has(std::size_t id) const { return places_[id] >= 0; }
  std::int32_t operator()(std::int32_t id) const {
    return id < 0 ? id : places_[static_cast<std::size_t>(id)];
  }

 private:
  std::vector<std::int32_t> places_;
};

// Visits every reference of a part, so that marking and renumbering walk the same way. `Visit` has cluster,
// field, condition, reg and clock, each taking a reference to the id.
template <class Visit>
class References {
 public:
  explicit References(Visit& visit) : visit_(visit) {}

  void of(DateRef& date) {
    if (date.base == DateRef::Base::kField) visit_.field(date.field);
  }
  void of(std::optional<DateRef>& date) {
    if (date) of(*date);
  }
  void of(Window& window) {
    of(window.from);
    of(window.to);
  }
  void of(Field& field) {
    visit_.clock(field.clock);
    for (ClusterId& id : field.records.clusters) visit_.cluster(id);
    for (Window& window : field.records.windows) of(window);
    if (field.records.nearby) {
      for (ClusterId& id : field.records.nearby->clusters) visit_.cluster(id);
    }
    for (ClusterId& id : field.second_clusters) visit_.cluster(id);
    for (Choice& choice : field.choices) {
      visit_.condition(choice.when);
      of(choice.then);
    }
    of(field.otherwise);
    for (DateRef& date : field.dates) of(date);
  }
  void of(Number& number) {
    if (number.field >= 0) visit_.field(number.field);
    of(number.from);
    of(number.at);
  }
  void of(Condition& condition) {
    visit_.clock(condition.clock);
    for (ConditionId& part : condition.parts) visit_.condition(part);
    of(condition.date);
    of(condition.window);
    of(condition.left);
    of(condition.right);
    if (condition.member_of >= 0) visit_.reg(condition.member_of);
  }
  void of(std::vector<Rule>& rules) {
    for (Rule& rule : rules) visit_.condition(rule.condition);
  }
  void of(Register& one) {
    visit_.clock(one.clock);
    if (one.of >= 0) visit_.reg(one.of);
    of(one.rules);
  }
  void of(Indicator& one) {
    if (one.of >= 0) visit_.reg(one.of);
    of(one.denominator);
    of(one.numerator);
  }

 private:
  Visit& visit_;
};

struct Parts {
  explicit Parts(const Model& model)
      : clusters(model.clusters.size()),
        clocks(model.clocks.size()),
        fields(model.fields.size()),
        conditions(model.conditions.size()),
        registers(model.registers.size()),
        indicators(model.indicators.size()) {}
  Kept clusters, clocks, fields, conditions, registers, indicators;
};

class Marker {
 public:
  Marker(Model& model, Parts& parts) : model_(model), parts_(parts) {}
  void cluster(ClusterId& id) { parts_.clusters.mark(id); }
  void clock(ClockId& id) { parts_.clocks.mark(id); }
  void field(FieldId& id) {
    if (parts_.fields.mark(id)) References(*this).of(model_.fields[static_cast<std::size_t>(id)]);
  }
  void condition(ConditionId& id) {
    if (parts_.conditions.mark(id)) References(*this).of(model_.conditions[static_cast<std::size_t>(id)]);
  }
  void reg(RegisterId& id) {
    if (parts_.registers.mark(id)) References(*this).of(model_.registers[static_cast<std::size_t>(id)]);
  }

 private:
  Model& model_;
  Parts& parts_;
};

class Renumber {
 public:
  explicit Renumber(const Parts& parts) : parts_(parts) {}
  void cluster(ClusterId& id) { id = parts_.clusters(id); }
  void clock(ClockId& id) { id = parts_.clocks(id); }
  void field(FieldId& id) { id = parts_.fields(id); }
  void condition(ConditionId& id) { id = parts_.conditions(id); }
  void reg(RegisterId& id) { id = parts_.registers(id); }

 private:
  const Parts& parts_;
};

template <class T>
void keep_marked(std::vector<T>& all, const Kept& kept) {
  std::size_t next = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!kept.has(i)) continue;
    if (next != i) all[next] = std::move(all[i]);
    ++next;
  }
  all.resize(next);
}

std::string folded(std::string_view name) {
  std::string out(name);
  for (char& c : out) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return out;
}

}  // namespace

Model keep_used(const Model& model, const std::vector<RegisterId>& registers,
                const std::vector<IndicatorId>& indicators) {
  Model out = model;
  Parts parts(out);
  parts.clocks.mark(0);
  Marker marker(out, parts);
  for (RegisterId id : registers) marker.reg(id);
  for (const IndicatorId id : indicators) {
    if (parts.indicators.mark(id)) References(marker).of(out.indicators[static_cast<std::size_t>(id)]);
  }
  for (Kept* kept : {&parts.clusters, &parts.clocks, &parts.fields, &parts.conditions, &parts.registers,
                     &parts.indicators}) {
    kept->number_in_order();
  }
  keep_marked(out.clusters, parts.clusters);
  keep_marked(out.clocks, parts.clocks);
  keep_marked(out.fields, parts.fields);
  keep_marked(out.conditions, parts.conditions);
  keep_marked(out.registers, parts.registers);
  keep_marked(out.indicators, parts.indicators);
  Renumber renumber(parts);
  References references(renumber);
  for (Field& field : out.fields) references.of(field);
  for (Condition& condition : out.conditions) references.of(condition);
  for (Register& one : out.registers) references.of(one);
  for (Indicator& one : out.indicators) references.of(one);
  put_digests(out);
  return out;
}

Result<Model> keep_only(const Model& model, const std::vector<std::string>& names) {
  std::vector<RegisterId> registers;
  std::vector<IndicatorId> indicators;
  for (const std::string& name : names) {
    const std::string wanted = folded(name);
    NearestName nearest(name);
    bool found = false;
    for (std::size_t i = 0; i < model.indicators.size(); ++i) {
      nearest.offer(model.indicators[i].name);
      if (folded(model.indicators[i].name) != wanted) continue;
      indicators.push_back(static_cast<IndicatorId>(i));
      found = true;
    }
    for (std::size_t i = 0; i < model.registers.size(); ++i) {
      if (model.registers[i].clock != 0) continue;
      nearest.offer(model.registers[i].name);
      if (folded(model.registers[i].name) != wanted) continue;
      registers.push_back(static_cast<RegisterId>(i));
      found = true;
    }
    if (found) continue;
    return Error{ErrorKind::kNotFound,
                 "the rulebook has no indicator or register " + name,
                 {},
                 nearest.best().empty() ? "" : "did you mean " + nearest.best() + "?"};
  }
  return keep_used(model, registers, indicators);
}

}  // namespace meso::rules
