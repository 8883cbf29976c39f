// A journal on a real disk in a fresh folder, with a small room of members and meetings, for every test of
// the journal.

#pragma once

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "journal/journal.h"

namespace meso::tests {

// A folder that is gone with the object.
class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "meso-journal-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string path(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

// Members by practice, with the body of the entry; version 1.
inline journal::Projection members() {
  journal::Projection p;
  p.name = "members";
  p.schema =
      "CREATE TABLE members_now (practice TEXT PRIMARY KEY, said TEXT, entry INTEGER NOT NULL) STRICT;"
      "CREATE TABLE members_ever (entry INTEGER PRIMARY KEY, practice TEXT NOT NULL) STRICT;";
  p.kinds = {{"members.joined"}, {"members.left"}};
  p.apply = [](const journal::Entry& entry, sqlite::Db& tables) -> Status {
    if (entry.kind == "members.left") {
      return tables.run("DELETE FROM members_now WHERE practice = ?", entry.subject);
    }
    if (entry.body == "nonsense") return Error{ErrorKind::kBadInput, "this body says nothing", {}, ""};
    MESO_RETURN_IF_ERROR(tables.run("INSERT OR REPLACE INTO members_now VALUES (?, ?, ?)", entry.subject,
                                    entry.body, entry.sequence));
    return tables.run("INSERT INTO members_ever VALUES (?, ?)", entry.sequence, entry.subject);
  };
  return p;
}

struct MadeJournal {
  Folder folder;
  std::string network = folder.path("network");
  std::string keys = folder.path("keys");
  std::unique_ptr<journal::Journal> journal;

  explicit MadeJournal(std::vector<journal::Projection> projections = {members()}) {
    open(std::move(projections));
  }
  void open(std::vector<journal::Projection> projections = {members()}) {
    journal.reset();
    auto opened = journal::Journal::open(real_files(), network, keys, std::move(projections));
    ASSERT_TRUE(opened.ok()) << opened.error().text();
    journal = std::move(*opened);
  }
  journal::Verified verified() {
    auto verified = journal::Journal::verify(real_files(), network, keys);
    EXPECT_TRUE(verified.ok()) << verified.error().text();
    return verified.ok() ? std::move(*verified) : journal::Verified{};
  }
  // "practice/A=body;practice/B=body;" as the table says now.
  std::string members_now() {
    std::string out;
    const Status read = journal->read([&](sqlite::Db& tables) -> Status {
      MESO_ASSIGN_OR_RETURN(auto rows, tables.query("SELECT practice, said FROM members_now ORDER BY 1"));
      while (true) {
        MESO_ASSIGN_OR_RETURN(const bool row, rows.step());
        if (!row) return {};
        out += std::string(rows.text(0)) + "=" + (rows.is_null(1) ? "(erased)" : std::string(rows.text(1))) +
               ";";
      }
    });
    EXPECT_TRUE(read.ok()) << read.error().text();
    return out;
  }
  std::string path() const { return network + "/journal/journal.db"; }
};

inline journal::Act joined(const std::string& subject, const std::string& body,
                           std::uint64_t seen = journal::kBesideOthers) {
  journal::Act act;
  act.author = "anna";
  act.place = "DEMO1";
  act.subject = subject;
  act.kind = "members.joined";
  act.reason = "board of 3 March";
  act.body = body;
  act.seen = seen;
  return act;
}

}  // namespace meso::tests
