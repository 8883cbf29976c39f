#include "access/lens.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "access/accounts.h"
#include "access/lens_state.h"
#include "access/looks.h"
#include "access/practice_identities.h"
#include "identities/identities.h"
#include "rules/blocks/engine.h"
#include "rules/blocks/history.h"

namespace meso::access {

namespace {

using rules::Model;
using rules::PatientStanding;

RegisterFigures& operator+=(RegisterFigures& sum, const RegisterFigures& part) {
  sum.base += part.base;
  sum.size += part.size;
  return sum;
}

IndicatorFigures& operator+=(IndicatorFigures& sum, const IndicatorFigures& part) {
  sum.reg += part.reg;
  sum.exclusions += part.exclusions;
  for (std::size_t i = 0; i < std::size(sum.adjusted); ++i) sum.adjusted[i] += part.adjusted[i];
  sum.denominator += part.denominator;
  sum.numerator += part.numerator;
  sum.decided.resize(std::max(sum.decided.size(), part.decided.size()));
  for (std::size_t i = 0; i < part.decided.size(); ++i) sum.decided[i] += part.decided[i];
  return sum;
}

void add(PracticeFigures& sum, const PracticeFigures& part) {
  sum.patients += part.patients;
  sum.registered += part.registered;
  sum.unit_missing += part.unit_missing;
  sum.registers.resize(part.registers.size());
  sum.indicators.resize(part.indicators.size());
  for (std::size_t i = 0; i < part.registers.size(); ++i) sum.registers[i] += part.registers[i];
  for (std::size_t i = 0; i < part.indicators.size(); ++i) sum.indicators[i] += part.indicators[i];
}

PracticeFigures practice_figures(const std::string& practice, const rules::PracticeCounts& counts) {
  PracticeFigures out;
  out.practice = practice;
  out.patients = counts.patients;
  out.registered = counts.gms;
  out.unit_missing = counts.unit_missing;
  for (const rules::RegisterCount& count : counts.registers)
    out.registers.push_back({count.base, count.size});
  for (const rules::IndicatorCount& count : counts.indicators) {
    IndicatorFigures figures;
    figures.reg = count.base;
    figures.exclusions = count.exclusions;
    std::copy(std::begin(count.adjusted), std::end(count.adjusted), std::begin(figures.adjusted));
    figures.denominator = count.denominator;
    figures.numerator = count.numerator;
    figures.decided = count.decided;
    out.indicators.push_back(std::move(figures));
  }
  return out;
}

bool is_asked_for(PatientStanding standing, ListWhich which) {
  switch (which) {
    case ListWhich::kMissing:
      return standing == PatientStanding::kNotMet;
    case ListWhich::kMet:
      return standing == PatientStanding::kMet;
    case ListWhich::kAdjusted:
      return standing == PatientStanding::kAdjusted;
    case ListWhich::kExcluded:
      return standing == PatientStanding::kExcluded;
    case ListWhich::kRegister:
      return standing != PatientStanding::kNotInBase;
  }
  return false;
}

// A rule decides by `then` or by `otherwise`: the standing says which.
ListedPatient listed(const Model& model, const std::vector<rules::Rule>& rules, std::uint8_t position,
                     PatientStanding standing) {
  ListedPatient out;
  out.standing = standing;
  if (position == 0) return out;
  const rules::Rule& rule = rules[static_cast<std::size_t>(position - 1)];
  const auto leads_to = [&](const rules::Outcome& outcome) {
    switch (standing) {
      case PatientStanding::kExcluded:
        return outcome.klass == rules::Outcome::Class::kExclusion;
      case PatientStanding::kAdjusted:
        return outcome.klass == rules::Outcome::Class::kAdjustment;
      case PatientStanding::kOut:
        return outcome.kind == rules::Outcome::Kind::kReject;
      default:
        return outcome.kind == rules::Outcome::Kind::kSelect;
    }
  };
  const rules::Outcome& outcome = leads_to(rule.then) ? rule.then : rule.otherwise;
  out.rule = rule.number;
  out.rule_text = model.conditions[static_cast<std::size_t>(rule.condition)].text;
  out.outcome = rules::outcome_words(outcome);
  return out;
}

struct Found {
  const records::PracticeFile* file = nullptr;
  std::uint32_t block = 0;
  std::uint32_t patient = 0;
  Permission::View view{};
};

Status find_patient(const records::PracticeFile& file, std::string_view own_number,
                    std::vector<Found>& found) {
  for (std::uint32_t block = 0; block < file.block_count(); ++block) {
    MESO_ASSIGN_OR_RETURN(const auto numbers, file.own_numbers(block));
    for (std::uint32_t i = 0; i < numbers.size(); ++i) {
      if (numbers[i] == own_number) found.push_back({&file, block, i});
    }
  }
  return {};
}

}  // namespace

Lens::Lens(std::unique_ptr<State> state) : state_(std::move(state)) {}
Lens::Lens(Lens&&) noexcept = default;
Lens& Lens::operator=(Lens&&) noexcept = default;
Lens::~Lens() = default;

Result<Lens> Lens::local_operator(FileSystem& files, const std::string& directory,
                                  const std::string& keys_path) {
  auto state = std::make_shared<Pinned>();
  state->files = &files;
  state->directory = directory;
  MESO_ASSIGN_OR_RETURN(state->keys, KeyRing::open(files, keys_path));
  MESO_ASSIGN_OR_RETURN(state->snapshot, records::Snapshot::open(files, directory, state->keys));
  // A key that was changed between the two: the file of keys knows by now.
  const auto is_refused = [](const auto& failure) { return failure.error.kind == ErrorKind::kRefused; };
  if (std::ranges::any_of(state->snapshot->failures(), is_refused)) {
    MESO_ASSIGN_OR_RETURN(state->keys, KeyRing::open(files, keys_path));
    MESO_ASSIGN_OR_RETURN(state->snapshot, records::Snapshot::open(files, directory, state->keys));
  }
  for (const auto& file : state->snapshot->practices()) {
    state->practices.push_back({file->practice(), file->as_at(), file->patients(), file->events(),
                                file->synthetic(), file->leavers_missing(), file->registrations_assumed(),
                                file->source()});
  }
  for (const auto& failure : state->snapshot->failures()) {
    state->failures.push_back({failure.practice, failure.error});
  }
  if (!state->practices.empty()) {
    state->oldest_as_at =
        std::min_element(state->practices.begin(), state->practices.end(), [](const auto& a, const auto& b) {
          return a.as_at < b.as_at;
        })->as_at;
  } else {
    // Where every practice withdrew its key, that is the state, and no question is answered from an older
    // one.
    const std::string network = state->snapshot->manifest().network_id;
    const auto is_shut = [&](const PracticeFailure& failure) {
      return records::is_withdrawn(state->keys, network, failure.practice);
    };
    if (!state->failures.empty() && !std::ranges::all_of(state->failures, is_shut))
      return state->failures.front().error;
    if (state->failures.empty())
      return Error{ErrorKind::kNotFound,
                   directory + " holds no practice yet",
                   {},
                   "load an extract: meso load --help"};
  }
  auto lens = std::make_unique<State>();
  lens->pinned = std::move(state);
  return Lens(std::move(lens));
}

Result<Lens> Lens::for_person(const Lens& pinned, Gate& gate, const Acting& acting) {
  auto state = std::make_unique<State>();
  state->pinned = pinned.state_->pinned;
  state->gate = &gate;
  state->acting = acting;
  MESO_RETURN_IF_ERROR(state->permission_now());
  return Lens(std::move(state));
}

Result<Lens> Lens::preview(const Lens& viewer, const Acting& audience) {
  if (viewer.state_->gate == nullptr || viewer.state_->viewer) {
    return Error{ErrorKind::kRefused, "a preview is for somebody who has signed in as themselves", {}, ""};
  }
  auto state = std::make_unique<State>();
  state->pinned = viewer.state_->pinned;
  state->gate = viewer.state_->gate;
  state->acting = audience;
  state->viewer = viewer.state_->acting;
  MESO_RETURN_IF_ERROR(state->permission_now());
  MESO_RETURN_IF_ERROR(state->viewers_permission());
  return Lens(std::move(state));
}

std::string Lens::heading() const {
  if (state_->gate == nullptr)
    return "Seen by the local operator: whole network, for analysis, exact numbers.";
  const auto allowed = state_->permission_now();
  if (!allowed.ok()) return "Seen by nobody: " + allowed.error().message + ".";
  return fmt::format(
      "{} by {}; the way of {}.", state_->viewer ? "As it would be seen" : "Seen", allowed->who(),
      way_words(state_->acting.purpose == Purpose::kDirectCare ? Way::kDirectCare : Way::kRecords));
}

std::vector<PracticeState> Lens::practices() const {
  std::vector<PracticeState> out;
  std::copy_if(state_->pinned->practices.begin(), state_->pinned->practices.end(), std::back_inserter(out),
               [&](const PracticeState& practice) { return !state_->pinned->failed(practice.practice); });
  if (state_->gate == nullptr) return out;
  const auto allowed = state_->permission_now();
  const auto of_viewer = state_->viewers_permission();
  std::erase_if(out, [&](const PracticeState& practice) {
    return !allowed.ok() || !of_viewer.ok() ||
           State::seen(*allowed, *of_viewer ? &**of_viewer : nullptr, Ability::kCounts, practice.practice)
                   .grant == Grant::kNo;
  });
  return out;
}

std::vector<std::string> Lens::not_shared() const {
  const auto seen = practices();
  std::vector<std::string> out;
  for (const PracticeState& practice : state_->pinned->practices) {
    const bool is_seen = std::ranges::any_of(
        seen, [&](const PracticeState& each) { return each.practice == practice.practice; });
    if (!is_seen && !state_->pinned->failed(practice.practice)) out.push_back(practice.practice);
  }
  return out;
}

Grant Lens::grant(Ability ability, const std::string& practice) const {
  if (state_->gate == nullptr) return Grant::kYes;
  const auto allowed = state_->permission_now();
  const auto of_viewer = state_->viewers_permission();
  if (!allowed.ok() || !of_viewer.ok() || (state_->viewer && ability != Ability::kCounts)) return Grant::kNo;
  return State::seen(*allowed, *of_viewer ? &**of_viewer : nullptr, ability, practice).grant;
}

std::string Lens::view_digest() const {
  std::string text;
  if (state_->gate != nullptr) {
    const auto allowed = state_->permission_now();
    const auto of_viewer = state_->viewers_permission();
    if (!allowed.ok() || !of_viewer.ok()) return "nothing";
    text = allowed->who();
    for (const PracticeState& practice : state_->pinned->practices) {
      for (const Ability ability :
           {Ability::kCounts, Ability::kCohorts, Ability::kLists, Ability::kIdentify, Ability::kLoad}) {
        const Permission::View view =
            State::seen(*allowed, *of_viewer ? &**of_viewer : nullptr, ability, practice.practice);
        text += fmt::format("\n{} {} {} {} {} {}", practice.practice, static_cast<int>(ability),
                            static_cast<int>(view.grant), view.glass, view.hides_sensitive,
                            fmt::join(view.hidden, ","));
      }
    }
  }
  return digest_hex(std::as_bytes(std::span(text))).substr(0, 16);
}

std::vector<PracticeFailure> Lens::failures() const {
  const std::lock_guard lock(state_->pinned->mutex);
  return state_->pinned->failures;
}

Date Lens::oldest_as_at() const {
  return state_->pinned->oldest_as_at;
}

Date Lens::default_day() const {
  if (state_->gate == nullptr) return oldest_as_at();
  const auto allowed = state_->permission_now();
  const bool has_table =
      allowed.ok() && std::ranges::any_of(state_->pinned->practices, [&](const PracticeState& practice) {
        return allowed->view(Ability::kCounts, practice.practice).grant == Grant::kFixed;
      });
  return has_table ? fixed_day() : oldest_as_at();
}

Result<Figures> Lens::figures(Model model, const Question& question) const {
  if (state_->gate != nullptr) {
    return Error{ErrorKind::kRefused,
                 "exact figures of everything are the local operator's",
                 {},
                 "ask for shown figures"};
  }
  MESO_ASSIGN_OR_RETURN(const rules::Plan plan, rules::compile_plan(std::move(model), {question.dates}));
  rules::RunOptions options;
  options.threads = question.threads;
  Figures out;
  const auto take = [&](const records::PracticeFile& file, const rules::PracticeCounts& counts) {
    out.practices.push_back(practice_figures(file.practice(), counts));
    add(out.network, out.practices.back());
  };
  // All practices at once. Where one of them fails, each alone, which names it.
  MESO_ASSIGN_OR_RETURN(const auto asked, state_->pinned->asked(question.practice));
  if (const auto counts = rules::run_plan(plan, asked, options); counts.ok()) {
    for (std::size_t i = 0; i < asked.size(); ++i) take(*asked[i], (*counts)[i][0]);
    return out;
  }
  MESO_RETURN_IF_ERROR(
      state_->pinned->each_asked(question.practice, [&](const records::PracticeFile& file) -> Status {
        MESO_ASSIGN_OR_RETURN(const auto counts, rules::run_plan(plan, file, options));
        take(file, counts[0]);
        return {};
      }));
  return out;
}

namespace {

// Runs one plan over one practice and adds the patients that `pick` names, by own number.
template <class IsLeftOut, class PickRow, class Reason>
Status collect(const rules::Plan& plan, const records::PracticeFile& file, int threads,
               const IsLeftOut& is_left_out, const PickRow& pick, const Reason& reason,
               std::vector<ListedPatient>& out) {
  std::vector<ListedPatient> here;
  std::optional<Error> failed;
  MESO_RETURN_IF_ERROR(file.codes());
  const std::vector<records::CodeRange> asked = rules::asked_codes(plan.model(), file);
  rules::RunOptions options;
  options.threads = threads;
  options.each_block = [&](const rules::BlockAnswers& answers) {
    const auto numbers = file.own_numbers(answers.block);
    if (!numbers.ok()) {
      failed = numbers.error();
      return;
    }
    for (std::uint32_t patient = 0; patient < answers.records->patients; ++patient) {
      if (is_left_out(answers.records->flags[patient])) continue;
      auto row = pick(answers, patient);
      if (!row) continue;
      const auto history = rules::patient_history(file, answers.block, patient, asked);
      if (!history.ok()) {
        failed = history.error();
        return;
      }
      row->practice = file.practice();
      row->own_number = (*numbers)[patient];
      row->because = reason(*history);
      here.push_back(std::move(*row));
    }
  };
  MESO_RETURN_IF_ERROR(rules::run_plan(plan, file, options));
  if (failed) return *failed;
  std::sort(here.begin(), here.end(), [](const ListedPatient& a, const ListedPatient& b) {
    // Numbers in number order, other keys in text order.
    return std::pair(a.own_number.size(), std::string_view(a.own_number)) <
           std::pair(b.own_number.size(), std::string_view(b.own_number));
  });
  std::move(here.begin(), here.end(), std::back_inserter(out));
  return {};
}

}  // namespace

// The lists of all practices that the question reaches, each under its own mask. `pick` and `reason` are made
// for the model of that mask.
template <class MakePick, class MakeReason>
Result<std::vector<ListedPatient>> Lens::State::list(const Model& model, const Question& question,
                                                     bool is_register, std::int32_t id, std::string_view what,
                                                     const MakePick& make_pick,
                                                     const MakeReason& make_reason) const {
  MESO_ASSIGN_OR_RETURN(const auto practices, reached(Ability::kLists, question.practice));
  MESO_RETURN_IF_ERROR(require_available(model, practices, is_register, id));
  std::vector<ListedPatient> out;
  std::map<std::string, LookedAt> people;
  const auto work = [&](const Reached& practice) -> Status {
    MESO_ASSIGN_OR_RETURN(Masked masked, mask(model, practice.view));
    MESO_ASSIGN_OR_RETURN(const rules::Plan plan,
                          rules::compile_plan(std::move(masked.model), {question.dates}));
    const std::size_t before = out.size();
    MESO_RETURN_IF_ERROR(collect(
        plan, *practice.file, question.threads,
        [&](std::uint16_t flags) { return is_left_out(flags, practice.view); }, make_pick(plan.model()),
        make_reason(plan.model()), out));
    people[practice.file->practice()] = {out.size() - before, practice.view};
    return {};
  };
  MESO_RETURN_IF_ERROR(each(practices, work));
  MESO_RETURN_IF_ERROR(look(LookKind::kList, std::string(what), people));
  return out;
}

Result<std::vector<ListedPatient>> Lens::list(Model model, rules::IndicatorId indicator, ListWhich which,
                                              const Question& question) const {
  const auto index = static_cast<std::size_t>(indicator);
  const auto make_pick = [&](const Model& asked) {
    return [&asked, index, which](const rules::BlockAnswers& answers,
                                  std::uint32_t patient) -> std::optional<ListedPatient> {
      const rules::IndicatorAnswer& answer = answers.indicators[index][patient];
      if (!is_asked_for(answer.standing, which)) return std::nullopt;
      return listed(asked, asked.indicators[index].denominator, answer.rule, answer.standing);
    };
  };
  const auto make_reason = [&](const Model& asked) {
    return [&asked, &question, indicator](const rules::reference::Patient& patient) {
      return rules::reason_on_indicator(asked, patient, question.dates, indicator);
    };
  };
  return state_->list(model, question, false, indicator, model.indicators[index].name, make_pick,
                      make_reason);
}

Result<std::vector<ListedPatient>> Lens::list_register(Model model, rules::RegisterId reg,
                                                       const Question& question) const {
  const auto index = static_cast<std::size_t>(reg);
  const auto make_pick = [&](const Model& asked) {
    return [&asked, index](const rules::BlockAnswers& answers,
                           std::uint32_t patient) -> std::optional<ListedPatient> {
      const rules::RegisterAnswer& answer = answers.registers[index][patient];
      if (answer.standing != PatientStanding::kIn) return std::nullopt;
      return listed(asked, asked.registers[index].rules, answer.rule, answer.standing);
    };
  };
  const auto make_reason = [&](const Model& asked) {
    return [&asked, &question, reg](const rules::reference::Patient& patient) {
      return rules::reason_on_register(asked, patient, question.dates, reg);
    };
  };
  return state_->list(model, question, true, reg, model.registers[index].name, make_pick, make_reason);
}

// Whether names may be opened at all, and the look that says that they were.
Status Lens::State::open_identities(const std::vector<ListedPatient>& patients,
                                    const std::string& command) const {
  std::map<std::string, std::uint64_t> people;
  for (const ListedPatient& patient : patients) ++people[patient.practice];
  if (gate != nullptr) {
    MESO_ASSIGN_OR_RETURN(const Permission allowed, permission_now());
    if (viewer) return allowed.refusal(Ability::kIdentify, "");
    std::map<std::string, LookedAt> opened;
    for (const auto& [practice, count] : people) {
      Permission::View view = allowed.view(Ability::kIdentify, practice);
      if (view.grant != Grant::kYes) return allowed.refusal(Ability::kIdentify, practice);
      opened[practice] = {count, std::move(view)};
    }
    return look(LookKind::kNames, command, opened);
  }
  const bool all_synthetic = std::ranges::all_of(pinned->practices, &PracticeState::synthetic);
  const std::string names = look_text({.kind = LookKind::kNames, .what = command});
  if (all_synthetic) {
    return record_look(*pinned->files, pinned->directory, pinned->keys.path(), names, patients.size());
  }
  if (journal::has_journal(*pinned->files, pinned->directory)) {
    MESO_ASSIGN_OR_RETURN(const auto kept,
                          journal::Journal::open(*pinned->files, pinned->directory, pinned->keys.path(),
                                                 {projection()}, journal::Journal::Mode::kExisting));
    MESO_ASSIGN_OR_RETURN(const Ways open, ways(*kept));
    if (open.is_open(Way::kDirectCare)) {
      for (const auto& [practice, count] : people) {
        MESO_RETURN_IF_ERROR(kept->look({local_operator_name(), practice, names, count}));
      }
      return {};
    }
  }
  return Error{
      ErrorKind::kRefused,
      "names and NHS numbers are direct care, and this network has not recorded its conditions: a named "
      "clinical safety officer, the safety file and the acceptance of hazards",
      {},
      "the practice's own number is in the list"};
}

Status Lens::identify(std::vector<ListedPatient>& patients, const std::string& command) const {
  const auto network = state_->pinned->snapshot->manifest().network_id;
  const auto hashing = state_->pinned->keys.find(records::hashing_key_name(network));
  if (!hashing) {
    return Error{ErrorKind::kRefused,
                 "the keys of this network are not in " + state_->pinned->keys.path(),
                 {},
                 "name the file that holds them with --keys"};
  }
  MESO_RETURN_IF_ERROR(state_->open_identities(patients, command));

  std::map<std::string, std::vector<identities::Identity>> opened;
  for (ListedPatient& patient : patients) {
    auto known = opened.find(patient.practice);
    if (known == opened.end()) {
      MESO_ASSIGN_OR_RETURN(const Bytes sealed,
                            state_->pinned->snapshot->sealed_identities(patient.practice));
      std::vector<identities::Identity> people;
      if (!sealed.empty()) {
        MESO_ASSIGN_OR_RETURN(people,
                              open_identities_of(state_->pinned->keys, network, patient.practice, sealed));
      }
      known = opened.emplace(patient.practice, std::move(people)).first;
    }
    const std::uint64_t id = records::patient_id(*hashing, patient.practice, patient.own_number);
    if (const identities::Identity* identity = identities::find_identity(known->second, id)) {
      patient.identity =
          Identified{identity->nhs_number, identity->given_name, identity->family_name, identity->address,
                     identity->postcode,   identity->telephone,  identity->birth};
    }
  }
  return {};
}

Result<rules::Explanation> Lens::explain(const Model& model, const std::string& patient, bool is_register,
                                         std::int32_t id, const Question& question) const {
  std::vector<Found> found;
  const auto look_in = [&](const std::string& practice, std::string_view own_number) -> Status {
    MESO_ASSIGN_OR_RETURN(const auto practices, state_->reached(Ability::kLists, practice));
    return state_->each(practices, [&](const Reached& reached) -> Status {
      const std::size_t before = found.size();
      MESO_RETURN_IF_ERROR(find_patient(*reached.file, own_number, found));
      while (found.size() > before) {
        Found& last = found.back();
        last.view = reached.view;
        MESO_ASSIGN_OR_RETURN(const records::Block* block, reached.file->block(last.block));
        if (!state_->is_left_out(block->flags[last.patient], reached.view)) break;
        found.pop_back();
      }
      return {};
    });
  };
  MESO_RETURN_IF_ERROR(look_in(question.practice, patient));
  if (const auto slash = patient.find('/'); found.empty() && slash != std::string::npos) {
    MESO_RETURN_IF_ERROR(look_in(patient.substr(0, slash), std::string_view(patient).substr(slash + 1)));
  }
  if (found.empty()) {
    return Error{ErrorKind::kNotFound,
                 failures().empty() ? "no patient with that number in this network"
                                    : "no patient with that number in the practices that read; some do not",
                 {},
                 "take the practice's own number from meso list"};
  }
  if (found.size() > 1) {
    std::string practices;
    for (const Found& one : found) practices += (practices.empty() ? "" : ", ") + one.file->practice();
    return Error{ErrorKind::kUsage,
                 "several practices have a patient with that number: " + practices,
                 {},
                 "write PRACTICE/NUMBER"};
  }
  MESO_RETURN_IF_ERROR(state_->require_available(model, {{found[0].file, found[0].view}}, is_register, id));
  MESO_ASSIGN_OR_RETURN(const Masked masked, state_->mask(model, found[0].view));
  MESO_ASSIGN_OR_RETURN(const auto history,
                        rules::patient_history(*found[0].file, found[0].block, found[0].patient));
  const auto index = static_cast<std::size_t>(id);
  MESO_RETURN_IF_ERROR(state_->look(LookKind::kExplanation,
                                    is_register ? model.registers[index].name : model.indicators[index].name,
                                    {{found[0].file->practice(), {1, found[0].view}}}));
  return is_register ? rules::explain_register(masked.model, history, question.dates, id)
                     : rules::explain_indicator(masked.model, history, question.dates, id);
}

}  // namespace meso::access
