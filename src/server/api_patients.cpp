// The patients behind a number, and why one of them is where they are. Asked by POST, so that no patient's
// number stands in an address, a history or a log.

#include <charconv>

#include <fmt/format.h>

#include "base/keys.h"
#include "rules/language.h"
#include "server/asking.h"
#include "server/routes.h"

namespace meso::server {
namespace {

using access::ListWhich;

constexpr const char* kCohort = "COHORT";
constexpr std::size_t kLongestName = 80;
constexpr std::size_t kLongestExpression = 4000;
constexpr std::size_t kMostRows = 1000;

// What a list or an explanation is about: one register or indicator of a model that holds nothing else, or
// what is wrong with the question.
struct Subject {
  When time;
  std::shared_ptr<const rules::Model> model;
  Named named;
  std::string key;  // tells subjects apart
};

struct Read {
  std::optional<Subject> subject;
  Response refused;
};

Result<Subject> named_subject(const Asked& asked, When time, const std::string& name) {
  MESO_ASSIGN_OR_RETURN(const auto whole, asked.pinned.model(time.year));
  MESO_RETURN_IF_ERROR(find_named(*whole, name));
  MESO_ASSIGN_OR_RETURN(rules::Model model, rules::keep_only(*whole, {name}));
  MESO_ASSIGN_OR_RETURN(const Named named, find_named(model, name));
  return Subject{std::move(time), std::make_shared<const rules::Model>(std::move(model)), named,
                 "rule " + name};
}

Result<Subject> cohort_subject(When time, rules::Model model, const std::string& expression) {
  MESO_ASSIGN_OR_RETURN(const Named named, find_named(model, kCohort));
  return Subject{std::move(time), std::make_shared<const rules::Model>(std::move(model)), named,
                 "expression " + expression};
}

Read refused(const Error& error) {
  return {std::nullopt, problem(error)};
}

Read read_subject(const Asked& asked, const Body& body) {
  const auto name = body.text("indicator", kLongestName);
  if (!name.ok()) return refused(name.error());
  const auto expression = body.text("expression", kLongestExpression);
  if (!expression.ok()) return refused(expression.error());
  if (name->empty() == expression->empty()) {
    return refused(Error{
        ErrorKind::kUsage, "neither or both of indicator and expression are given", {}, "give one of them"});
  }
  const auto on = body.text("on", 10);
  if (!on.ok()) return refused(on.error());
  const auto practice = body.text("practice", kLongestName);
  if (!practice.ok()) return refused(practice.error());
  const auto time = when(asked, *on, *practice);
  if (!time.ok()) return refused(time.error());

  Result<Subject> subject = Error{};
  if (!name->empty()) {
    subject = named_subject(asked, *time, *name);
  } else {
    rules::Compiled compiled = asked.pinned.cohort(time->year, *expression, kCohort);
    if (!compiled.model) {
      return {std::nullopt, problem_with(422, "the expression does not compile",
                                         Json{{"mistakes", mistakes_json(compiled.mistakes)}})};
    }
    subject = cohort_subject(*time, std::move(*compiled.model), *expression);
  }
  if (!subject.ok()) return refused(subject.error());
  return {std::move(*subject), {}};
}

std::optional<ListWhich> which_of(std::string_view word) {
  if (word.empty() || word == "missing") return ListWhich::kMissing;
  if (word == "met") return ListWhich::kMet;
  if (word == "adjusted") return ListWhich::kAdjusted;
  if (word == "excluded") return ListWhich::kExcluded;
  return std::nullopt;
}

// A cursor is the list's own name and the position in it: it says nothing of who is on the list.
std::string cursor_of(const std::string& list, std::size_t position) {
  return fmt::format("{}.{}", list, position);
}

Result<std::size_t> position_of(const std::string& cursor, const std::string& list) {
  if (cursor.empty()) return std::size_t{0};
  const auto dot = cursor.find('.');
  std::size_t position = 0;
  const char* const end = cursor.data() + cursor.size();
  if (dot != std::string::npos && cursor.substr(0, dot) == list &&
      std::from_chars(cursor.data() + dot + 1, end, position).ptr == end)
    return position;
  return Error{ErrorKind::kUsage, "that cursor is not of this list as it is now", {}, "begin the list again"};
}

Result<Json> list_json(const Asked& asked, const Body& body, const Subject& subject) {
  MESO_ASSIGN_OR_RETURN(const std::string word, body.text("which", 10));
  const auto asked_which = which_of(word);
  if (!asked_which)
    return Error{ErrorKind::kUsage, "`which` is none of missing, met, adjusted, excluded", {}, ""};
  const rules::Model& model = *subject.model;
  const bool on_register = subject.named.is_register;
  if (on_register && !word.empty()) {
    return Error{
        ErrorKind::kUsage, "a register has no `which`: its patients are on it or not", {}, "leave it out"};
  }
  const ListWhich which = on_register ? ListWhich::kRegister : *asked_which;
  MESO_ASSIGN_OR_RETURN(const std::size_t limit, body.number("limit", 100, 1, kMostRows));
  MESO_ASSIGN_OR_RETURN(const std::string cursor, body.text("cursor", 100));

  // Of one person in one view: another's list is another, and its look is written.
  const std::string key =
      fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}", subject.key, static_cast<int>(which),
                  subject.time.question.practice, format_date(subject.time.question.dates.achievement),
                  asked.pinned.digest(), asked.visitor->session.person, asked.lens().view_digest());
  const std::string list_name = digest_hex(std::as_bytes(std::span(key))).substr(0, 16);
  RecentLists::List list = asked.pinned.recent_lists().find(key);
  if (!list) {
    const access::Lens& lens = asked.lens();
    auto made = on_register ? lens.list_register(model, subject.named.id, subject.time.question)
                            : lens.list(model, subject.named.id, which, subject.time.question);
    if (!made.ok()) return made.error();
    list = std::make_shared<const std::vector<access::ListedPatient>>(std::move(*made));
    asked.pinned.recent_lists().keep(key, list);
  }
  MESO_ASSIGN_OR_RETURN(const std::size_t from, position_of(cursor, list_name));

  const auto id = static_cast<std::size_t>(subject.named.id);
  Json out = preamble_json(asked.lens(), subject.time.question, subject.time.year, model);
  out["id"] = on_register ? model.registers[id].name : model.indicators[id].name;
  out["title"] = on_register ? model.registers[id].title : model.indicators[id].title;
  out["rule"] =
      provenance_json(on_register ? model.registers[id].provenance : model.indicators[id].provenance);
  out["which"] = which_words(which);
  out["total"] = list->size();
  out["patients"] = Json::array();
  const std::size_t to = std::min(list->size(), from + limit);
  for (std::size_t i = from; i < to; ++i) out["patients"].push_back(patient_json((*list)[i]));
  out["next"] = to < list->size() ? Json(cursor_of(list_name, to)) : Json(nullptr);
  return out;
}

}  // namespace

Response list_answer(const Asked& asked) {
  const auto body = Body::read(asked.request.body);
  if (!body.ok()) return problem(body.error());
  const Read read = read_subject(asked, *body);
  if (!read.subject) return read.refused;
  return answered([&] { return list_json(asked, *body, *read.subject); });
}

Response explain_answer(const Asked& asked) {
  const auto body = Body::read(asked.request.body);
  if (!body.ok()) return problem(body.error());
  const Read read = read_subject(asked, *body);
  if (!read.subject) return read.refused;
  return answered([&]() -> Result<Json> {
    const Subject& subject = *read.subject;
    MESO_ASSIGN_OR_RETURN(const std::string patient, body->text("patient", kLongestName));
    if (patient.empty())
      return Error{ErrorKind::kUsage, "there is no patient", {}, "give the practice's own number"};
    MESO_ASSIGN_OR_RETURN(const rules::Explanation why,
                          asked.lens().explain(*subject.model, patient, subject.named.is_register,
                                               subject.named.id, subject.time.question));
    Json out = preamble_json(asked.lens(), subject.time.question, subject.time.year, *subject.model);
    out.update(explanation_json(why, patient));
    return out;
  });
}

}  // namespace meso::server
