// meso journal: verify, replay, show, export, undo, erase, backup, restore.
//
// journal.cpp parses; journal_show.cpp prints entries; journal_keep.cpp does the rest.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "journal/journal.h"

namespace CLI {
class App;
}

namespace meso::cli {

struct JournalArguments {
  std::string network;
  std::string keys;
  std::string format = "table";
  std::string expect;  // a hash that was once the head
  bool looks = false;
  bool bodies = false;
  bool people = false;
  bool without_public_files = false;
  std::string subject, kind, author, place, since, before;
  std::uint64_t last = 0;
  std::string purpose;
  std::string reason;
  std::uint64_t sequence = 0, seen = 0;
  std::string folder, keys_elsewhere, output;
};

// Adds `meso journal` with its commands to the program and, when one was given, runs it.
class JournalCommands {
 public:
  explicit JournalCommands(CLI::App& app);
  bool parsed() const;
  int run() const;

 private:
  CLI::App* journal_;
  JournalArguments arguments_;
  CLI::App *verify_, *replay_, *show_, *export_, *undo_, *erase_, *backup_, *restore_;
};

// Exit codes: a finding where the journal is not as it was written.
Result<int> journal_verify(const JournalArguments& arguments);
Result<int> journal_replay(const JournalArguments& arguments);
Result<int> journal_show(const JournalArguments& arguments);
Result<int> journal_export(const JournalArguments& arguments);
Result<int> journal_undo(const JournalArguments& arguments);
Result<int> journal_erase(const JournalArguments& arguments);
Result<int> journal_backup(const JournalArguments& arguments);
Result<int> journal_restore(const JournalArguments& arguments);

// The projections of every room: what this program makes of a journal.
std::vector<journal::Projection> every_projection();
std::string keys_of(const JournalArguments& arguments);
// What --subject, --kind, --author, --place, --since, --before and --last ask for; kUsage for what is no
// moment.
Result<journal::Filter> filter_of(const JournalArguments& arguments);
Result<std::optional<Moment>> moment_of(const std::string& text, const char* option);

}  // namespace meso::cli
