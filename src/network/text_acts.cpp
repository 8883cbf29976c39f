#include "network/text_acts.h"

#include <charconv>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "network/formation/record.h"
#include "network/voice/voice.h"

namespace meso::network {
namespace {

using nlohmann::json;

struct Names {
  const char* kind;
  const char* subject;
  std::string_view purpose;
};
Names names_of(OwnText which) {
  if (which == OwnText::kRecord) return {"network.recorded", "network/record", "record"};
  return {"network.ruled", "network/rules", journal::kBusiness};
}

constexpr std::string_view kSeen = "# seen: act ";

// The first mistake, or that it says nothing at all.
Status check(OwnText which, const std::string& text) {
  std::vector<Error> mistakes;
  bool empty = false;
  if (which == OwnText::kRecord) {
    formation::ParsedRecords parsed = formation::parse_records(text, "record");
    mistakes = std::move(parsed.mistakes);
    empty = parsed.records.empty();
  } else {
    voice::ParsedRules parsed = voice::parse_rules(text, "rules");
    mistakes = std::move(parsed.mistakes);
    empty = parsed.rules.empty();
  }
  if (!mistakes.empty()) return mistakes.front();
  if (!empty) return {};
  return Error{ErrorKind::kBadInput,
               which == OwnText::kRecord ? "the text names no network" : "the text holds no rule",
               {},
               "to take back what was written last: meso journal undo"};
}

}  // namespace

std::string subject_of(OwnText which) {
  return names_of(which).subject;
}

journal::Projection own_texts() {
  journal::Projection projection;
  projection.name = "texts";
  projection.schema =
      "CREATE TABLE texts_versions (act INTEGER PRIMARY KEY, subject TEXT NOT NULL, at INTEGER NOT NULL, "
      "author TEXT NOT NULL, reason TEXT NOT NULL, text TEXT) STRICT;";
  projection.kinds = {{names_of(OwnText::kRecord).kind}, {names_of(OwnText::kRules).kind}};
  projection.apply = [](const journal::Entry& entry, sqlite::Db& tables) -> Status {
    std::optional<std::string> text;
    if (entry.body) {
      const json body = json::parse(*entry.body, nullptr, false);
      if (!body.is_object() || !body.contains("text") || !body["text"].is_string()) {
        return Error{ErrorKind::kBadInput, "the entry of a text does not read", {}, ""};
      }
      text = body["text"].get<std::string>();
    }
    return tables.run("INSERT INTO texts_versions VALUES (?, ?, ?, ?, ?, ?)", entry.sequence, entry.subject,
                      entry.at.microseconds, entry.author, entry.reason, text);
  };
  return projection;
}

Result<OwnTextStory> read_own_text(FileSystem& files, const std::string& network,
                                   const std::string& keys_path, OwnText which) {
  OwnTextStory out;
  if (!journal::has_journal(files, network)) return out;
  MESO_ASSIGN_OR_RETURN(const auto journal, journal::Journal::open(files, network, keys_path, {own_texts()},
                                                                   journal::Journal::Mode::kExisting));
  const std::string subject = names_of(which).subject;
  // Asked first: a text that is written meanwhile is then not taken for seen.
  MESO_ASSIGN_OR_RETURN(out.newest, journal->newest(subject));
  MESO_RETURN_IF_ERROR(journal->read([&](sqlite::Db& tables) -> Status {
    MESO_ASSIGN_OR_RETURN(auto rows, tables.query("SELECT act, at, author, reason, text FROM texts_versions "
                                                  "WHERE subject = ? AND act <= ? ORDER BY act",
                                                  subject, out.newest));
    while (true) {
      MESO_ASSIGN_OR_RETURN(const bool row, rows.step());
      if (!row) return {};
      TextVersion& version = out.versions.emplace_back();
      version.act = static_cast<std::uint64_t>(rows.number(0));
      version.at = Moment{rows.number(1)};
      version.author = rows.text(2);
      version.reason = rows.text(3);
      if (!rows.is_null(4)) version.text = rows.text(4);
    }
  }));
  return out;
}

Result<journal::Receipt> write_own_text(FileSystem& files, const std::string& network,
                                        const std::string& keys_path, const OwnTextWriting& writing) {
  MESO_RETURN_IF_ERROR(check(writing.which, writing.text));
  MESO_ASSIGN_OR_RETURN(const auto journal, journal::Journal::open(files, network, keys_path, {own_texts()}));
  const Names names = names_of(writing.which);
  journal::Act act;
  act.author = writing.author;
  act.subject = names.subject;
  act.kind = names.kind;
  act.reason = writing.reason;
  act.purpose = names.purpose;
  act.body = json{{"text", writing.text}}.dump();
  act.seen = writing.seen;
  return journal->append(act, [&](sqlite::Db& tables) -> Status {
    MESO_ASSIGN_OR_RETURN(
        auto row,
        tables.query("SELECT text, act FROM texts_versions WHERE subject = ? ORDER BY act DESC LIMIT 1",
                     act.subject));
    MESO_ASSIGN_OR_RETURN(const bool found, row.step());
    if (!found || row.is_null(0) || row.text(0) != writing.text) return {};
    return Error{ErrorKind::kRefused, fmt::format("it says what act {} says already", row.number(1)), {}, ""};
  });
}

std::string with_seen(std::string_view text, std::uint64_t seen, std::string_view how_to_write) {
  return fmt::format("{}{}. Change what follows, then: {}\n{}", kSeen, seen, how_to_write, text);
}

std::uint64_t seen_in(std::string& text) {
  if (!text.starts_with(kSeen)) return 0;
  std::uint64_t seen = 0;
  std::from_chars(text.data() + kSeen.size(), text.data() + text.size(), seen);
  const std::size_t end = text.find('\n');
  text.erase(0, end == std::string::npos ? text.size() : end + 1);
  return seen;
}

}  // namespace meso::network
