// The chart of one patient while it is written: everything that a story writes goes through here.
//
// Holds what keeps a record possible: nothing is written before birth or after the last day, nothing where
// the vocabulary is silent. A story draws its numbers whether or not the entry is kept, so a chart that ends
// earlier (at a practice that the patient left) is the same chart, cut.
//
// Faults are part of likeness: a value is missing now and then, its unit is one
// that nobody knows, a date is lost.

#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <vector>

#include "base/date.h"
#include "records/practice_file.h"
#include "synthesis/conditions.h"
#include "synthesis/draws.h"
#include "synthesis/people.h"
#include "synthesis/practices.h"
#include "synthesis/vocabulary.h"

namespace meso::synthesis {

struct Measured {
  std::int32_t amount = 0;
  std::int32_t parts =
      1;  // the value is amount / parts: 1, 10 or 100, so that every machine stores the same float
  records::Comparator comparator = records::Comparator::kEqual;
};

class Chart {
 public:
  Chart(const Vocabulary& vocabulary, const CodingHabits& habits, const FictionalPractice& at,
        const CodingHabits& habits_before, Date habits_since, const Person& of, const Illnesses& with,
        Date window_start, Date as_at)
      : practice(at),
        person(of),
        illnesses(with),
        opens(window_start),
        closes(of.seen_until),
        today(as_at),
        vocabulary_(vocabulary),
        habits_(habits),
        habits_before_(habits_before),
        habits_since_(habits_since) {}

  const FictionalPractice& practice;
  const Person& person;
  const Illnesses& illnesses;
  const Date opens;   // series begin here; diagnoses may be older
  const Date closes;  // the last day of the record
  const Date today;   // the as-at date

  // Entries go to `events` under `patient`, up to `until`.
  void write_to(std::vector<records::EventRecord>& events, std::uint32_t patient, Date until) {
    events_ = &events;
    patient_ = patient;
    until_ = earlier(until, closes);
    consultation_ = 0;
    faults_ = person.random.fork(11);
  }

  // Whether the illness is ever coded: a poor coder treats what it does not code.
  bool coded(Illness illness) const {
    Random random = person.random.fork(200 + static_cast<std::uint64_t>(illness));
    return illnesses.has(illness) && (practice.coding >= 100 || percent(random, practice.coding));
  }
  // Nobody sees some people for years, though their tablets are issued.
  bool seen(Date on) const { return !person.unseen_since.is_recorded() || on <= person.unseen_since; }

  int age(Date on) const { return completed_years(person.birth, on); }

  // Following entries of that day belong to one more consultation; those of other days to none.
  void begin_consultation(Date on) {
    open_ = ++consultation_;
    open_day_ = on;
  }
  void end_consultation() { open_ = 0; }

  // Repeats that were started: tests that a medicine needs are told by them.
  Date takes_since(Word word) const { return takes_since_[static_cast<std::size_t>(word)]; }
  void takes(Word word, Date since) { takes_since_[static_cast<std::size_t>(word)] = since; }

  // A code as it was chosen then: people who came with a practice that was taken over have its codes before.
  std::uint32_t choose(Word word, Date on, Random& random) const {
    return (on < habits_since_ ? habits_before_ : habits_).choose(word, random);
  }
  const Vocabulary& vocabulary() const { return vocabulary_; }

  void note(Word word, Date date, Random& random, records::Episode episode = records::Episode::kUnstated) {
    note_code(choose(word, date, random), date, episode);
  }
  // `again` counts further entries of the same code on the same day.
  void note_code(std::uint32_t code, Date date, records::Episode episode = records::Episode::kUnstated,
                 std::uint32_t again = 0) {
    records::EventRecord* event = open_entry(code, date);
    if (event == nullptr) return;
    event->episode = episode;
    event->sequence = again;
  }
  // `again` counts further entries of the same word on the same day.
  void measure(Word word, Date date, Measured value, Random& random, std::uint32_t again = 0) {
    const std::uint32_t code = choose(word, date, random);
    const std::uint32_t fault = faults_.below(20000);
    records::EventRecord* event = open_entry(code, date);
    if (event == nullptr) return;
    event->sequence = again;
    if (fault < 60) return;  // without its value
    event->value = static_cast<float>(value.amount) / static_cast<float>(value.parts);
    event->comparator = value.comparator;
    event->unit = fault < 66 ? terms::kUnknownUnit : fault < 2000 ? terms::kNoUnit : vocabulary_.unit(word);
    if (fault < 2000 || fault > 2003) return;
    event->date = kUnknownDate;
  }

 private:
  records::EventRecord* open_entry(std::uint32_t code, Date date) {
    if (code == kNoCode || date < person.birth || date > until_) return nullptr;
    records::EventRecord& event = events_->emplace_back();
    event.patient = patient_;
    event.code = code;
    event.date = date;
    event.value = std::numeric_limits<float>::quiet_NaN();
    event.consultation = date == open_day_ ? open_ : 0;
    return &event;
  }

  const Vocabulary& vocabulary_;
  const CodingHabits& habits_;
  const CodingHabits& habits_before_;
  Date habits_since_;
  std::vector<records::EventRecord>* events_ = nullptr;
  std::uint32_t patient_ = 0;
  Date until_;
  std::uint32_t consultation_ = 0;
  std::uint32_t open_ = 0;
  Date open_day_;
  Random faults_{0};
  std::array<Date, kWords> takes_since_{};
};

// The stories. Each draws from a generator of its own, so that one can change without the others.
void tell_diagnoses(Chart& chart);
void tell_medicines(Chart& chart);
void tell_readings(Chart& chart);
void tell_reviews(Chart& chart);
void tell_consultations(Chart& chart);
void tell_homes(Chart& chart);

}  // namespace meso::synthesis
