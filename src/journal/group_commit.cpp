#include "journal/state.h"

namespace meso::journal {

Result<Receipt> Journal::State::write(const std::function<Result<Receipt>(Writer&)>& work) {
  Waiting mine{&work, std::nullopt};
  std::unique_lock lock(line);
  waiting.push_back(&mine);
  moved.wait(lock, [&] { return mine.answer || !led; });
  if (mine.answer) return std::move(*mine.answer);
  led = true;
  const std::vector<Waiting*> group(waiting.begin(), waiting.end());
  waiting.clear();
  lock.unlock();
  write_group(group);
  lock.lock();
  led = false;
  moved.notify_all();
  return std::move(*mine.answer);
}

void Journal::State::write_group(const std::vector<Waiting*>& group) {
  std::vector<std::optional<Result<Receipt>>> answers(group.size());
  const Status done = try_group(group, answers);
  if (!done.ok()) {
    const std::scoped_lock lock(writing);
    body_keys.forget();
  }
  // An answer is given only now: an act that was accepted is on disk, or it was not accepted.
  const std::scoped_lock lock(line);
  for (std::size_t i = 0; i < group.size(); ++i) {
    if (!done.ok() && (!answers[i] || answers[i]->ok())) answers[i] = Result<Receipt>(done.error());
    group[i]->answer = std::move(answers[i]);
  }
}

Status Journal::State::try_group(const std::vector<Waiting*>& group,
                                 std::vector<std::optional<Result<Receipt>>>& answers) {
  const std::scoped_lock lock(writing);
  MESO_ASSIGN_OR_RETURN(auto transaction, sqlite::Transaction::begin(*writes));
  Writer writer(*writes, id, body_keys, tables);
  MESO_RETURN_IF_ERROR(writer.begin());
  const std::uint64_t before = writer.acts();
  for (std::size_t i = 0; i < group.size(); ++i) {
    MESO_ASSIGN_OR_RETURN(auto inner, sqlite::Transaction::begin(*writes));
    writer.begin_together();
    try {
      answers[i] = (*group[i]->work)(writer);
    } catch (const std::exception& thrown) {
      // A rule or apply() is a room's code; the others in this group must not pay for what it throws.
      answers[i] = Result<Receipt>(Error{ErrorKind::kUsage,
                                         std::string("the act could not be done: ") + thrown.what(),
                                         {},
                                         "this is a mistake in the program: please report it"});
    }
    if (answers[i]->ok()) {
      MESO_RETURN_IF_ERROR(inner.commit());
    } else {
      {
        const auto undone = std::move(inner);
      }
      MESO_RETURN_IF_ERROR(writer.begin_again());
    }
  }
  if (writer.acts() != before) MESO_RETURN_IF_ERROR(tables.written_through(*writes, writer.acts()));
  return transaction.commit();
}

Status Journal::State::bring_up_for_readers() {
  {
    const std::scoped_lock lock(reading);
    MESO_ASSIGN_OR_RETURN(const auto head, reads->number("SELECT max(sequence) FROM journal_acts"));
    MESO_ASSIGN_OR_RETURN(const bool up, tables.is_up(*reads, static_cast<std::uint64_t>(head.value_or(0))));
    if (up) return {};
  }
  const std::scoped_lock lock(writing);
  MESO_ASSIGN_OR_RETURN(auto transaction, sqlite::Transaction::begin(*writes));
  Writer writer(*writes, id, body_keys, tables);
  MESO_RETURN_IF_ERROR(writer.begin());
  return transaction.commit();
}

}  // namespace meso::journal
