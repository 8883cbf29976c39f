#include "access/lens.h"

#include <algorithm>
#include <ctime>
#include <map>

#include <fmt/format.h>

#include "access/looks.h"
#include "base/keys.h"
#include "identities/identities.h"
#include "records/store.h"
#include "rules/blocks/engine.h"
#include "rules/blocks/history.h"

namespace meso::access {

struct Lens::State {
  FileSystem* files = nullptr;
  std::string directory;
  KeyRing keys;
  std::unique_ptr<records::Snapshot> snapshot;
  std::vector<PracticeState> practices;
  std::vector<PracticeFailure> failures;

  // The files that a question is about, in practice order.
  Result<std::vector<const records::PracticeFile*>> asked(const std::string& practice) const {
    std::vector<const records::PracticeFile*> out;
    for (const auto& file : snapshot->practices()) {
      if (practice.empty() || file->practice() == practice) out.push_back(file.get());
    }
    if (out.empty()) {
      std::string known;
      for (const PracticeState& state : practices) known += (known.empty() ? "" : ", ") + state.practice;
      return Error{ErrorKind::kNotFound,
                   "no practice " + practice + " in this network",
                   {},
                   "its practices are " + known};
    }
    return out;
  }
};

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

struct Deciding {
  std::int32_t number = 0;
  std::string text;
  std::string outcome;
};

// A rule decides by `then` or by `otherwise`: the standing says which.
Deciding deciding_rule(const Model& model, const std::vector<rules::Rule>& rules, std::uint8_t position,
                       PatientStanding standing) {
  if (position == 0) return {};
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
  return {rule.number, model.conditions[static_cast<std::size_t>(rule.condition)].text,
          rules::outcome_words(outcome)};
}

struct Found {
  const records::PracticeFile* file = nullptr;
  std::uint32_t block = 0;
  std::uint32_t patient = 0;
};

Result<std::vector<Found>> find_patient(const std::vector<const records::PracticeFile*>& files,
                                        std::string_view own_number) {
  std::vector<Found> found;
  for (const records::PracticeFile* file : files) {
    for (std::uint32_t block = 0; block < file->block_count(); ++block) {
      MESO_ASSIGN_OR_RETURN(const auto numbers, file->own_numbers(block));
      for (std::uint32_t i = 0; i < numbers.size(); ++i) {
        if (numbers[i] == own_number) found.push_back({file, block, i});
      }
    }
  }
  return found;
}

}  // namespace

Lens::Lens(std::unique_ptr<State> state) : state_(std::move(state)) {}
Lens::Lens(Lens&&) noexcept = default;
Lens& Lens::operator=(Lens&&) noexcept = default;
Lens::~Lens() = default;

Result<Lens> Lens::local_operator(FileSystem& files, const std::string& directory,
                                  const std::string& keys_path) {
  auto state = std::make_unique<State>();
  state->files = &files;
  state->directory = directory;
  MESO_ASSIGN_OR_RETURN(state->keys, KeyRing::open(files, keys_path));
  MESO_ASSIGN_OR_RETURN(state->snapshot, records::Snapshot::open(files, directory, state->keys));
  for (const auto& file : state->snapshot->practices()) {
    state->practices.push_back({file->practice(), file->as_at(), file->patients(), file->events(),
                                file->synthetic(), file->leavers_missing(), file->registrations_assumed(),
                                file->source()});
  }
  for (const auto& failure : state->snapshot->failures()) {
    state->failures.push_back({failure.practice, failure.error});
  }
  if (state->practices.empty()) {
    if (!state->failures.empty()) return state->failures.front().error;
    return Error{
        ErrorKind::kNotFound, directory + " holds no practice yet", {}, "load an extract: meso load --help"};
  }
  return Lens(std::move(state));
}

std::string Lens::heading() const {
  return "Seen by the local operator: whole network, for analysis, exact numbers.";
}

const std::vector<PracticeState>& Lens::practices() const {
  return state_->practices;
}
const std::vector<PracticeFailure>& Lens::failures() const {
  return state_->failures;
}

Date Lens::oldest_as_at() const {
  const auto oldest = std::min_element(state_->practices.begin(), state_->practices.end(),
                                       [](const auto& a, const auto& b) { return a.as_at < b.as_at; });
  return oldest->as_at;
}

Result<Figures> Lens::figures(Model model, const Question& question) const {
  MESO_ASSIGN_OR_RETURN(const auto asked, state_->asked(question.practice));
  MESO_ASSIGN_OR_RETURN(const rules::Plan plan, rules::compile_plan(std::move(model), {question.dates}));
  rules::RunOptions options;
  options.threads = question.threads;
  MESO_ASSIGN_OR_RETURN(const auto counts, rules::run_plan(plan, asked, options));
  Figures out;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    out.practices.push_back(practice_figures(asked[i]->practice(), counts[i][0]));
    add(out.network, out.practices.back());
  }
  return out;
}

namespace {

// Runs one plan and keeps the patients that `pick` names, in practice order, then own number.
template <class PickRow, class Reason>
Result<std::vector<ListedPatient>> collect(const rules::Plan& plan,
                                           const std::vector<const records::PracticeFile*>& files,
                                           int threads, const PickRow& pick, const Reason& reason) {
  std::vector<ListedPatient> out;
  for (const records::PracticeFile* file : files) {
    std::vector<ListedPatient> here;
    std::optional<Error> failed;
    MESO_RETURN_IF_ERROR(file->codes());
    const std::vector<records::CodeRange> asked = rules::asked_codes(plan.model(), *file);
    rules::RunOptions options;
    options.threads = threads;
    options.each_block = [&](const rules::BlockAnswers& answers) {
      const auto numbers = file->own_numbers(answers.block);
      if (!numbers.ok()) {
        failed = numbers.error();
        return;
      }
      for (std::uint32_t patient = 0; patient < answers.records->patients; ++patient) {
        auto row = pick(answers, patient);
        if (!row) continue;
        const auto history = rules::patient_history(*file, answers.block, patient, asked);
        if (!history.ok()) {
          failed = history.error();
          return;
        }
        row->practice = file->practice();
        row->own_number = (*numbers)[patient];
        row->because = reason(*history);
        here.push_back(std::move(*row));
      }
    };
    MESO_ASSIGN_OR_RETURN(const auto counts, rules::run_plan(plan, *file, options));
    if (failed) return *failed;
    std::sort(here.begin(), here.end(), [](const ListedPatient& a, const ListedPatient& b) {
      // Numbers in number order, other keys in text order.
      return std::pair(a.own_number.size(), std::string_view(a.own_number)) <
             std::pair(b.own_number.size(), std::string_view(b.own_number));
    });
    std::move(here.begin(), here.end(), std::back_inserter(out));
  }
  return out;
}

}  // namespace

Result<std::vector<ListedPatient>> Lens::list(Model model, rules::IndicatorId indicator, ListWhich which,
                                              const Question& question) const {
  MESO_ASSIGN_OR_RETURN(const auto asked, state_->asked(question.practice));
  MESO_ASSIGN_OR_RETURN(const rules::Plan plan, rules::compile_plan(std::move(model), {question.dates}));
  const auto index = static_cast<std::size_t>(indicator);
  const rules::Indicator& definition = plan.model().indicators[index];
  return collect(
      plan, asked, question.threads,
      [&](const rules::BlockAnswers& answers, std::uint32_t patient) -> std::optional<ListedPatient> {
        const rules::IndicatorAnswer& answer = answers.indicators[index][patient];
        if (!is_asked_for(answer.standing, which)) return std::nullopt;
        const Deciding deciding =
            deciding_rule(plan.model(), definition.denominator, answer.rule, answer.standing);
        return ListedPatient{"", "", answer.standing, deciding.number, deciding.text, deciding.outcome,
                             "", {}};
      },
      [&](const rules::reference::Patient& patient) {
        return rules::reason_on_indicator(plan.model(), patient, question.dates, indicator);
      });
}

Result<std::vector<ListedPatient>> Lens::list_register(Model model, rules::RegisterId reg,
                                                       const Question& question) const {
  MESO_ASSIGN_OR_RETURN(const auto asked, state_->asked(question.practice));
  MESO_ASSIGN_OR_RETURN(const rules::Plan plan, rules::compile_plan(std::move(model), {question.dates}));
  const auto index = static_cast<std::size_t>(reg);
  const rules::Register& definition = plan.model().registers[index];
  return collect(
      plan, asked, question.threads,
      [&](const rules::BlockAnswers& answers, std::uint32_t patient) -> std::optional<ListedPatient> {
        const rules::RegisterAnswer& answer = answers.registers[index][patient];
        if (answer.standing != PatientStanding::kIn) return std::nullopt;
        const Deciding deciding = deciding_rule(plan.model(), definition.rules, answer.rule, answer.standing);
        return ListedPatient{"", "", answer.standing, deciding.number, deciding.text, deciding.outcome,
                             "", {}};
      },
      [&](const rules::reference::Patient& patient) {
        return rules::reason_on_register(plan.model(), patient, question.dates, reg);
      });
}

Status Lens::identify(std::vector<ListedPatient>& patients, const std::string& command) const {
  const bool all_synthetic = std::all_of(state_->practices.begin(), state_->practices.end(),
                                         [](const PracticeState& practice) { return practice.synthetic; });
  if (!all_synthetic) {
    return Error{
        ErrorKind::kRefused,
        "names and NHS numbers are direct care, and this network has not recorded its conditions: a named "
        "clinical safety officer, the safety file and the acceptance of hazards",
        {},
        "the practice's own number is in the list; only networks made by meso synth open identities"};
  }
  const auto network = state_->snapshot->manifest().network_id;
  const auto key = state_->keys.find(records::identities_key_name(network));
  const auto hashing = state_->keys.find(records::hashing_key_name(network));
  if (!key || !hashing) {
    return Error{ErrorKind::kRefused,
                 "the key of this network's identities is not in " + state_->keys.path(),
                 {},
                 "name the file that holds it with --keys"};
  }
  MESO_RETURN_IF_ERROR(record_look(*state_->files, state_->directory, command, patients.size()));

  std::map<std::string, std::vector<identities::Identity>> opened;
  for (ListedPatient& patient : patients) {
    auto known = opened.find(patient.practice);
    if (known == opened.end()) {
      MESO_ASSIGN_OR_RETURN(const Bytes sealed, state_->snapshot->sealed_identities(patient.practice));
      std::vector<identities::Identity> people;
      if (!sealed.empty()) {
        MESO_ASSIGN_OR_RETURN(people, identities::open_identities(*key, patient.practice, sealed));
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
  MESO_ASSIGN_OR_RETURN(auto asked, state_->asked(question.practice));
  MESO_ASSIGN_OR_RETURN(auto found, find_patient(asked, patient));
  if (found.empty()) {
    if (const auto slash = patient.find('/'); slash != std::string::npos) {
      MESO_ASSIGN_OR_RETURN(asked, state_->asked(patient.substr(0, slash)));
      MESO_ASSIGN_OR_RETURN(found, find_patient(asked, std::string_view(patient).substr(slash + 1)));
    }
  }
  if (found.empty()) {
    return Error{ErrorKind::kNotFound,
                 "no patient with that number in this network",
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
  MESO_ASSIGN_OR_RETURN(const auto history,
                        rules::patient_history(*found[0].file, found[0].block, found[0].patient));
  return is_register ? rules::explain_register(model, history, question.dates, id)
                     : rules::explain_indicator(model, history, question.dates, id);
}

}  // namespace meso::access
