// What is behind a Journal: two connections, a line of writers, and what open() found.

#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <string>
#include <vector>

#include "journal/bodies.h"
#include "journal/journal.h"
#include "journal/projected_tables.h"
#include "journal/writer.h"

namespace meso::journal {

struct Journal::State {
  explicit State(const JournalKeys& of_journal) : keys(of_journal), body_keys(of_journal.bodies) {}

  std::string id;
  std::string key_name;
  JournalKeys keys;
  ProjectedTables tables;

  std::mutex writing;  // guards `writes` and `body_keys`, which is of that connection
  std::optional<sqlite::Db> writes;
  BodyKeys body_keys;
  std::mutex reading;  // guards `reads`
  std::optional<sqlite::Db> reads;

  // Group commit. Writers queue; whoever finds nobody leading takes the whole queue, does all of it in one
  // transaction, a savepoint each, and wakes the others when the disk has it. While one group waits for the
  // disk the next one gathers.
  struct Waiting {
    const std::function<Result<Receipt>(Writer&)>* work;
    std::optional<Result<Receipt>> answer;
  };
  std::mutex line;
  std::condition_variable moved;
  std::deque<Waiting*> waiting;
  bool led = false;

  Result<Receipt> write(const std::function<Result<Receipt>(Writer&)>& work);
  void write_group(const std::vector<Waiting*>& group);
  Status try_group(const std::vector<Waiting*>& group, std::vector<std::optional<Result<Receipt>>>& answers);
  // Readers ask tables that are made through the newest act.
  Status bring_up_for_readers();
};

}  // namespace meso::journal
