package dev.hornbeam.mls.event;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.group.GroupState;
import dev.hornbeam.mls.group.ProposalList;
import dev.hornbeam.mls.message.ContentType;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.types.CipherSuite;

/** A received message. Which of two events it is shows when it is decoded, which takes time too. */
public final class Reception {
  private final ProcessEvent process;
  private final UnprotectEvent unprotect;
  private boolean isCommit;

  public Reception(CipherSuite suite, Bytes message, GroupState state) {
    process = new ProcessEvent(suite, message, state);
    unprotect = new UnprotectEvent(suite, message, state);
  }

  /** Receives it, and tells of it if anyone listens. */
  public <T> T time(MlsEvent.Work<T> work) throws MlsException {
    if (!process.isEnabled() && !unprotect.isEnabled()) {
      return work.run();
    }
    process.begin();
    unprotect.begin();
    try {
      return work.run();
    } catch (MlsException | RuntimeException | Error e) {
      process.failed(e);
      unprotect.failed(e);
      throw e;
    } finally {
      if (isCommit) {
        process.commit();
      } else {
        unprotect.commit();
      }
    }
  }

  /** What kind of message it is. */
  public void decoded(MlsMessage message) {
    if (message instanceof MlsMessage.Public each) {
      is(each.body().content().content().type());
    } else if (message instanceof MlsMessage.Private each) {
      is(each.body().contentType());
    }
  }

  private void is(ContentType type) {
    isCommit = type == ContentType.COMMIT;
    unprotect.is(type);
  }

  /** The commit's proposals are known. */
  public void covers(ProposalList list) {
    process.covers(list);
  }

  /** The application's data is known. */
  public void opened(Bytes data) {
    unprotect.opened(data);
  }
}
