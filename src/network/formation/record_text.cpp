// Reads records. A network begins with `network`; a statement begins its line.

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/nearest.h"
#include "base/words.h"
#include "network/formation/record.h"

namespace meso::network::formation {
namespace {

class Reader {
 public:
  Reader(std::string_view text, const std::string& file) : cursor_(text, file, parsed_.mistakes) {}

  ParsedRecords read() {
    while (!cursor_.ended()) {
      if (cursor_.next().is("network")) {
        read_network();
      } else {
        cursor_.expected("\"network\"", "a record begins: network U99901 \"North\"");
        do {
          cursor_.take();
        } while (!cursor_.ended() && !begins_network());
      }
    }
    return std::move(parsed_);
  }

 private:
  bool begins_network() const { return cursor_.next().is("network") && cursor_.next().first_on_line; }

  void read_network() {
    const std::size_t before = parsed_.mistakes.size();
    Record record;
    record.place = cursor_.place(cursor_.take());
    if (const auto code = cursor_.need_code()) record.network = *code;
    if (cursor_.next().kind == Word::Kind::kText) record.name = *cursor_.need_text();
    while (!cursor_.ended() && !begins_network()) {
      if (read_statement(record)) continue;
      while (!cursor_.ended() && !cursor_.next().first_on_line) cursor_.take();
    }
    if (parsed_.mistakes.size() == before) parsed_.records.push_back(std::move(record));
  }

  bool read_statement(Record& record) {
    static constexpr std::array<std::string_view, 18> kStatements = {
        "practices", "clinical", "payee",   "agreement", "data", "schedule",
        "exception", "partner",  "reason",  "work",      "left", "done",
        "pulse",     "brought",  "service", "decision",  "duty", "ask"};
    if (cursor_.take_if("practices")) return keep(cursor_.need_codes(), record.practices);
    if (cursor_.take_if("clinical"))
      return cursor_.need("director") && read_holder(record, "clinical-director");
    if (cursor_.take_if("payee")) return read_payee(record);
    if (cursor_.take_if("agreement")) return read_signed(record, "agreement");
    if (cursor_.take_if("data")) return cursor_.need("sharing") && read_signed(record, "data-sharing");
    if (cursor_.take_if("schedule")) return read_schedule(record);
    if (cursor_.take_if("exception")) return read_exception(record);
    if (cursor_.take_if("partner")) return read_partner(record);
    if (cursor_.take_if("reason")) return read_motive(record);
    if (cursor_.take_if("work")) return read_work(record);
    if (cursor_.take_if("left")) return read_leaver(record);
    if (cursor_.take_if("done")) return read_done(record);
    if (cursor_.take_if("pulse")) return read_pulse(record);
    if (cursor_.take_if("brought")) return read_brought(record);
    if (cursor_.take_if("service")) return read_service(record);
    if (cursor_.take_if("decision")) return read_matter(record, Matter::Kind::kDecision);
    if (cursor_.take_if("duty")) return read_matter(record, Matter::Kind::kDuty);
    if (cursor_.take_if("ask")) return read_matter(record, Matter::Kind::kAsk);
    NearestName near(cursor_.next().text);
    for (std::string_view one : kStatements) near.offer(one);
    cursor_.expected("a statement", near.best().empty()
                                        ? fmt::format("one of {}", fmt::join(kStatements, ", "))
                                        : "did you mean " + near.best() + "?");
    cursor_.take();
    return false;
  }

  template <class T>
  static bool keep(std::optional<T> read, T& into) {
    if (read) into = std::move(*read);
    return read.has_value();
  }
  // `word` and what follows it, when it stands here.
  bool keep_if(std::string_view word, std::string& text) {
    return !cursor_.take_if(word) || keep(cursor_.need_text(), text);
  }

  bool read_holder(Record& record, std::string key) {
    Holder holder;
    holder.key = std::move(key);
    if (cursor_.next().kind == Word::Kind::kText) holder.name = *cursor_.need_text();
    if (cursor_.take_if("of") && !keep(cursor_.need_code(), holder.practice)) return false;
    if (cursor_.take_if("from") && !keep(cursor_.need_day(), holder.from)) return false;
    if (holder.name.empty() && holder.practice.empty())
      return cursor_.expected("a name in quotes, or of and a practice");
    record.holders.push_back(std::move(holder));
    return true;
  }
  bool read_payee(Record& record) {
    Holder holder;
    holder.key = "payee";
    if (cursor_.next().kind == Word::Kind::kText) {
      holder.name = *cursor_.need_text();
    } else if (!keep(cursor_.need_code(), holder.practice)) {
      return false;
    }
    if (cursor_.take_if("from") && !keep(cursor_.need_day(), holder.from)) return false;
    record.holders.push_back(std::move(holder));
    return true;
  }
  bool read_signed(Record& record, std::string key) {
    Signed one{std::move(key), {}};
    if (!cursor_.need("signed") || !keep(cursor_.need_day(), one.on)) return false;
    record.signatures.push_back(std::move(one));
    return true;
  }
  bool read_schedule(Record& record) {
    Schedule schedule;
    if (!keep(cursor_.need_number(20), schedule.number)) return false;
    schedule.complete = cursor_.take_if("complete");
    if (schedule.complete ? !keep(cursor_.need_day(), schedule.on)
                          : !cursor_.need("incomplete") || !keep(cursor_.need_text(), schedule.missing)) {
      return false;
    }
    record.schedules.push_back(std::move(schedule));
    return true;
  }
  bool read_exception(Record& record) {
    Exception one;
    if (cursor_.next().kind != Word::Kind::kWord) return cursor_.expected("the name of an exception");
    one.id = cursor_.take().text;
    if (!cursor_.need("agreed") || !cursor_.need("by") || !keep(cursor_.need_text(), one.agreed_by) ||
        !cursor_.need("on") || !keep(cursor_.need_day(), one.on) || !keep_if("because", one.because)) {
      return false;
    }
    record.exceptions.push_back(std::move(one));
    return true;
  }
  bool read_partner(Record& record) {
    Partner partner;
    const auto kind = organisation_kind(cursor_.next().text);
    if (!kind)
      return cursor_.expected("a kind of organisation", "for example: partner pharmacy \"Example Pharmacy\"");
    partner.kind = *kind;
    cursor_.take();
    if (!keep(cursor_.need_text(), partner.name)) return false;
    if (cursor_.take_if("from") && !keep(cursor_.need_day(), partner.from)) return false;
    record.partners.push_back(std::move(partner));
    return true;
  }
  bool read_motive(Record& record) {
    Motive motive;
    if (!keep(cursor_.need_code(), motive.practice) || !cursor_.need("on") ||
        !keep(cursor_.need_day(), motive.on)) {
      return false;
    }
    motive.push = cursor_.take_if("push");
    if (!motive.push && !cursor_.take_if("pull")) return cursor_.expected("push or pull");
    if (!keep(cursor_.need_text(), motive.words)) return false;
    record.motives.push_back(std::move(motive));
    return true;
  }
  bool read_work(Record& record) {
    using enum PriorWork::Decision;
    PriorWork work;
    if (!keep(cursor_.need_text(), work.title)) return false;
    if (cursor_.take_if("by") && !keep(cursor_.need_codes(), work.practices)) return false;
    if (!keep_if("evidence", work.evidence) || !keep_if("clause", work.clause)) return false;
    work.protect = cursor_.take_if("protect");
    for (const auto& [word, decision] : {std::pair{"keep", kKeep}, {"adapt", kAdapt}, {"stop", kStop}}) {
      if (!cursor_.take_if(word)) continue;
      work.decision = decision;
      if (!cursor_.need("on") || !keep(cursor_.need_day(), work.on) || !keep_if("because", work.because))
        return false;
      break;
    }
    record.works.push_back(std::move(work));
    return true;
  }
  bool read_leaver(Record& record) {
    Leaver leaver;
    if (!keep(cursor_.need_code(), leaver.practice) || !cursor_.need("on") ||
        !keep(cursor_.need_day(), leaver.on) || !keep_if("because", leaver.because)) {
      return false;
    }
    record.leavers.push_back(std::move(leaver));
    return true;
  }
  bool read_done(Record& record) {
    const Word begin = cursor_.next();
    std::string practice;
    if (!keep(cursor_.need_code(), practice)) return false;
    if (cursor_.next().kind != Word::Kind::kWord) return cursor_.expected("the name of a task");
    std::string task(cursor_.take().text);
    Date on;
    if (!cursor_.need("on") || !keep(cursor_.need_day(), on)) return false;
    for (Leaver& leaver : record.leavers) {
      if (leaver.practice != practice) continue;
      leaver.done.emplace_back(std::move(task), on);
      return true;
    }
    cursor_.mistake(begin, fmt::format("{} has not left", practice),
                    "write its line before: left ... on ...");
    return false;
  }

  bool read_pulse(Record& record) {
    constexpr std::uint64_t kMost = 100'000;
    const Word begin = cursor_.next();
    Pulse pulse;
    if (!keep(cursor_.need_text(), pulse.question) || !cursor_.need("on") ||
        !keep(cursor_.need_day(), pulse.on)) {
      return false;
    }
    for (const auto& [word, count] : {std::pair{"asked", &pulse.asked},
                                      {"agree", &pulse.agree},
                                      {"neither", &pulse.neither},
                                      {"disagree", &pulse.disagree}}) {
      if (!cursor_.need(word) || !keep(cursor_.need_number(kMost), *count)) return false;
    }
    if (pulse.answered() > pulse.asked) {
      cursor_.mistake(begin, fmt::format("{} answered and {} were asked", pulse.answered(), pulse.asked),
                      "asked counts everybody who could have answered");
      return false;
    }
    record.pulses.push_back(std::move(pulse));
    return true;
  }
  // "1200" or "1200.50" as pence.
  bool read_money(std::int64_t& pence) {
    const std::string_view text = cursor_.next().text;
    const std::size_t point = text.find('.');
    const auto pounds = parse_whole_number(text.substr(0, point), 10'000'000'000);
    const std::string_view rest = point == std::string_view::npos ? "00" : text.substr(point + 1);
    const auto part = rest.size() == 2 ? parse_whole_number(rest, 99) : std::nullopt;
    if (!pounds || !part) return cursor_.expected("an amount in pounds, such as 1200 or 1200.50");
    pence = static_cast<std::int64_t>(*pounds * 100 + *part);
    cursor_.take();
    return true;
  }
  bool read_brought(Record& record) {
    using enum Brought::Kind;
    Brought one;
    const Word begin = cursor_.next();
    if (!keep(cursor_.need_code(), one.practice)) return false;
    if (cursor_.take_if("money")) {
      if (!read_money(one.amount)) return false;
    } else if (cursor_.take_if("hours") || cursor_.next().is("appointments")) {
      one.kind = cursor_.take_if("appointments") ? kAppointments : kHours;
      const auto number = cursor_.need_number(100'000'000);
      if (!number) return false;
      one.amount = static_cast<std::int64_t>(*number);
    } else {
      return cursor_.expected("money, hours or appointments");
    }
    if (!cursor_.need("from") || !keep(cursor_.need_day(), one.from) || !cursor_.need("to") ||
        !keep(cursor_.need_day(), one.to) || !keep(cursor_.need_text(), one.what)) {
      return false;
    }
    if (one.to < one.from) {
      cursor_.mistake(begin, "it ends before it begins", "exchange from and to");
      return false;
    }
    record.brought.push_back(std::move(one));
    return true;
  }
  bool read_service(Record& record) {
    ServiceAt service;
    if (!keep(cursor_.need_text(), service.title)) return false;
    service.given = !cursor_.take_if("not");
    if (!cursor_.need("at") || !keep(cursor_.need_code(), service.practice) ||
        !cursor_.need(service.given ? "from" : "seen") || !keep(cursor_.need_day(), service.from)) {
      return false;
    }
    if (service.given && cursor_.take_if("until") && !keep(cursor_.need_day(), service.until)) return false;
    record.services.push_back(std::move(service));
    return true;
  }
  bool read_matter(Record& record, Matter::Kind kind) {
    using enum Matter::Kind;
    Matter one;
    one.kind = kind;
    if (!keep(cursor_.need_text(), one.title) || !cursor_.need("noted") ||
        !keep(cursor_.need_day(), one.noted)) {
      return false;
    }
    if (kind == kDecision && cursor_.take_if("due") && !keep(cursor_.need_day(), one.due)) return false;
    if (cursor_.take_if("by")) {
      const bool read = cursor_.next().kind == Word::Kind::kText ? keep(cursor_.need_text(), one.holder)
                                                                 : keep(cursor_.need_code(), one.holder);
      if (!read) return false;
    }
    if (kind == kDuty && cursor_.take_if("until") && !keep(cursor_.need_day(), one.held_until)) return false;
    if (cursor_.take_if("about") && !keep(cursor_.need_code(), one.about)) return false;
    if (cursor_.take_if("settled") &&
        (!keep(cursor_.need_day(), one.settled) || !keep_if("because", one.because))) {
      return false;
    }
    record.matters.push_back(std::move(one));
    return true;
  }

  ParsedRecords parsed_;
  WordCursor cursor_;
};

}  // namespace

const Holder* Record::holder(std::string_view key, Date day) const {
  const Holder* newest = nullptr;
  for (const Holder& one : holders) {
    if (one.key == key && one.from <= day && (newest == nullptr || newest->from <= one.from)) newest = &one;
  }
  return newest;
}

const Exception* Record::exception(std::string_view id, Date day) const {
  for (const Exception& one : exceptions) {
    if (one.id == id && one.on <= day) return &one;
  }
  return nullptr;
}

ParsedRecords parse_records(std::string_view text, const std::string& file) {
  return Reader(text, file).read();
}

std::vector<MotiveState> motives_of(const Record& record, std::span<const std::string> practices, Date day) {
  std::vector<MotiveState> out;
  for (const std::string& practice : practices) {
    MotiveState state;
    state.practice = practice;
    for (const Motive& motive : record.motives) {
      if (motive.practice == practice && motive.on <= day) state.on = std::max(state.on, motive.on);
    }
    for (const Motive& motive : record.motives) {
      if (motive.practice != practice || motive.on > day || completed_years(motive.on, state.on) >= 1)
        continue;
      (motive.push ? state.push : state.pull) = true;
    }
    state.look_again = state.on == kUnknownDate || completed_years(state.on, day) >= 1;
    out.push_back(std::move(state));
  }
  return out;
}

std::vector<std::string> open_questions(const Record& record) {
  using enum PriorWork::Decision;
  std::vector<std::string> out;
  for (const PriorWork& work : record.works) {
    if (work.decision == kNone) {
      out.push_back(fmt::format("{}: keep, adapt or stop?{}", work.title,
                                work.protect ? " It is protected until that is decided." : ""));
    } else if (work.decision == kStop && work.protect && work.because.empty()) {
      out.push_back(fmt::format("{}: it is protected and is to stop; why?", work.title));
    }
  }
  return out;
}

}  // namespace meso::network::formation
