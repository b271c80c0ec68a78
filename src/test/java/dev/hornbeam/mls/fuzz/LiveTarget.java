package dev.hornbeam.mls.fuzz;

import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.Insider;
import dev.hornbeam.mls.PublicGroup;
import dev.hornbeam.mls.Refusals;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.error.UndecryptableMessage;
import dev.hornbeam.mls.message.Content;
import dev.hornbeam.mls.message.ContentType;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.WireFormat;
import dev.hornbeam.mls.testing.Forge;
import dev.hornbeam.mls.testing.ForgedCommit;
import dev.hornbeam.mls.tree.UpdatePath;
import dev.hornbeam.mls.types.CredentialValidator;
import dev.hornbeam.mls.types.StoreKey;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What Bob receives in a live group. The first byte says how much of the rest is genuine: whoever
 * carries a message may change its bytes, and Alice, who is a member, may sign, authenticate and
 * encrypt anything. Bob refuses as he says he does, keeps what he had but for the message key, and
 * takes the genuine message that comes next. A server that follows the group gets the same.
 */
public final class LiveTarget {
  private static final Bound BOUND = new Bound(400, 4_000_000);

  /** One input in so many is followed by genuine messages. */
  private static final int FOLLOWED = 16;

  private static final Set<Rule> NOT_DECRYPTED =
      Set.of(Rule.SENDER_DATA_ENCRYPTION, Rule.SENDER_DATA_LEAF, Rule.CONTENT_ENCRYPTION);

  private static final LiveTarget TARGET = start();

  private final LiveGroup live;
  private final Insider alice;
  private final Forge forge;
  private Map<StoreKey, Bytes> before;
  private PublicGroup server;

  private LiveTarget() throws MlsException {
    live = new LiveGroup(LiveGroup.SUITE);
    alice = live.insider();
    forge = new Forge(alice.state());
    before = live.bob.rows();
    server = follow();
  }

  private PublicGroup follow() throws MlsException {
    return PublicGroup.follow(live.groupInfo, Optional.empty(), CredentialValidator.acceptAll());
  }

  private static LiveTarget start() {
    try {
      return new LiveTarget();
    } catch (MlsException e) {
      throw new AssertionError(e);
    }
  }

  /** What is done with the bytes that follow before they are sent. */
  private enum Forging {
    /** Nothing: they are a message as it comes. */
    NONE(0) {
      @Override
      Optional<Bytes> forge(LiveTarget at, Bytes payload) {
        return Optional.of(payload);
      }
    },

    /** They are a content, behind its type, that Alice signs and sends in the clear. */
    SIGNED(1) {
      @Override
      Optional<Bytes> forge(LiveTarget at, Bytes payload) throws MlsException {
        Content content = content(payload);
        return content instanceof Content.Application
            ? Optional.empty()
            : Optional.of(at.forge.publicly(at.alice.signed(WireFormat.PUBLIC_MESSAGE, content)));
      }
    },

    /** They are a content, behind its type, that Alice signs and encrypts. */
    SIGNED_AND_ENCRYPTED(2) {
      @Override
      Optional<Bytes> forge(LiveTarget at, Bytes payload) throws MlsException {
        return Optional.of(
            at.alice.encrypted(at.alice.signed(WireFormat.PRIVATE_MESSAGE, content(payload))));
      }
    },

    /** They are a plaintext, behind the type of its content, that Alice encrypts. */
    ENCRYPTED(3) {
      @Override
      Optional<Bytes> forge(LiveTarget at, Bytes payload) throws MlsException {
        TlsReader r = new TlsReader(payload);
        ContentType type = ContentType.decode(r);
        return Optional.of(at.alice.encrypted(type, r.rest("")));
      }
    },

    /** They are a PublicMessage, but for its membership tag, which Alice makes. */
    AUTHENTICATED(4) {
      @Override
      Optional<Bytes> forge(LiveTarget at, Bytes payload) throws MlsException {
        return MlsMessage.decode(payload) instanceof MlsMessage.Public each
                && each.body().membershipTag().isPresent()
            ? Optional.of(at.forge.publicly(each.body().authenticatedContent()))
            : Optional.empty();
      }
    },

    /** They are the proposals of a commit of Alice's, which is good down to its last tag. */
    COMMITTED(5) {
      @Override
      Optional<Bytes> forge(LiveTarget at, Bytes payload) throws MlsException {
        List<Proposal> proposals =
            TlsReader.decode(payload, r -> r.vector("proposals", Proposal::decode));
        ForgedCommit commit =
            ForgedCommit.by(at.alice.state()).with(proposals.toArray(Proposal[]::new));
        return Optional.of(at.forge.publicly(commit.make(WireFormat.PUBLIC_MESSAGE)));
      }
    },

    /** They are the path of a commit of Alice's, which fits nothing else in it. */
    PATH(6) {
      @Override
      Optional<Bytes> forge(LiveTarget at, Bytes payload) throws MlsException {
        UpdatePath path = TlsReader.decode(payload, UpdatePath::decode);
        return Optional.of(
            at.forge.publicly(
                ForgedCommit.by(at.alice.state())
                    .path(unused -> path)
                    .make(WireFormat.PUBLIC_MESSAGE)));
      }
    };

    private final int code;

    Forging(int code) {
      this.code = code;
    }

    static Optional<Forging> of(int code) {
      return Arrays.stream(values()).filter(each -> each.code == code).findFirst();
    }

    /** What Bob is sent, if anything is. */
    abstract Optional<Bytes> forge(LiveTarget at, Bytes payload) throws MlsException;

    private static Content content(Bytes payload) throws MlsException {
      TlsReader r = new TlsReader(payload);
      ContentType type = ContentType.decode(r);
      return r.whole(c -> Content.decode(c, type));
    }
  }

  /** Called by Jazzer. */
  public static void fuzzerTestOneInput(byte[] input) throws MlsException {
    Optional<Forging> forging = input.length == 0 ? Optional.empty() : Forging.of(input[0]);
    if (forging.isEmpty()) {
      return;
    }
    Bytes payload = Bytes.own(input).slice(1, input.length);
    Optional<Bytes> message;
    try {
      message = forging.get().forge(TARGET, payload);
    } catch (MlsException | IllegalArgumentException nothingToForge) {
      return; // What makes messages makes no such thing.
    }
    if (message.isPresent()) {
      TARGET.observe(message.get());
      TARGET.receive(message.get(), payload.hashCode() % FOLLOWED == 0);
    }
  }

  /** The server's turn. */
  private void observe(Bytes message) throws MlsException {
    try {
      server.receive(message);
    } catch (InvalidMessage | MalformedMessage | UndecryptableMessage refused) {
      return;
    }
    server = follow();
  }

  private void receive(Bytes message, boolean followed) throws MlsException {
    Group group = live.bob.group(LiveGroup.ID);
    Optional<MlsException> refusal = Optional.empty();
    try {
      group.receive(message);
    } catch (InvalidMessage | MalformedMessage | UndecryptableMessage refused) {
      refusal = Optional.of(refused);
    }
    if (refusal.isPresent()) {
      requireUnchanged(live.bob.rows(), mayUseUp(message, refusal.get()));
      if (followed) {
        goOn(group);
      }
    }
    reset();
    BOUND.check("receive", message.length(), () -> live.bob.group(LiveGroup.ID).receive(message));
    reset();
  }

  /** A message key goes if the message is encrypted with it, and was refused for what it says. */
  private static boolean mayUseUp(Bytes message, MlsException refusal) {
    if (refusal instanceof UndecryptableMessage
        || (refusal instanceof InvalidMessage invalid && NOT_DECRYPTED.contains(invalid.rule()))) {
      return false;
    }
    try {
      return MlsMessage.decode(message) instanceof MlsMessage.Private;
    } catch (MalformedMessage notEvenAMessage) {
      return false;
    }
  }

  private void requireUnchanged(Map<StoreKey, Bytes> after, boolean butForMessageKeys) {
    boolean isSame =
        butForMessageKeys
            ? Refusals.withoutMessageKeys(after).equals(Refusals.withoutMessageKeys(before))
            : after.equals(before);
    if (!isSame) {
      throw new AssertionError("something was changed by a message that was refused");
    }
  }

  /** Bob takes genuine messages as if nothing had been. */
  private void goOn(Group group) throws MlsException {
    for (String name : List.of("application", "public update", "private commit of what waits")) {
      group.receive(live.message(name));
    }
  }

  private void reset() throws MlsException {
    live.bob.reset();
    before = live.bob.rows();
  }

  /** Genuine messages, and what is in them, for each way of forging. */
  static Set<Bytes> seeds() throws MlsException {
    Set<Bytes> seeds = new LinkedHashSet<>();
    for (Bytes message : TARGET.live.messages.values()) {
      add(seeds, Forging.NONE, message);
      if (MlsMessage.decode(message) instanceof MlsMessage.Public each) {
        Content content = each.body().content().content();
        TlsWriter typed = new TlsWriter().u8(content.type().code()).struct(content);
        add(seeds, Forging.SIGNED, typed.toBytes());
        add(seeds, Forging.SIGNED_AND_ENCRYPTED, typed.toBytes());
        add(seeds, Forging.ENCRYPTED, typed.struct(each.body().auth()).toBytes());
        add(seeds, Forging.AUTHENTICATED, message);
        if (content instanceof Content.Proposed proposed) {
          List<Proposal> list = List.of(proposed.proposal());
          add(seeds, Forging.COMMITTED, new TlsWriter().vector(list).toBytes());
        } else if (content instanceof Content.Committed committed
            && committed.commit().path().isPresent()) {
          add(seeds, Forging.PATH, committed.commit().path().get().encoded());
        }
      }
    }
    add(seeds, Forging.SIGNED_AND_ENCRYPTED, Bytes.fromHex("010474657874"));
    return seeds;
  }

  private static void add(Set<Bytes> seeds, Forging forging, Bytes payload) {
    seeds.add(new TlsWriter().u8(forging.code).raw(payload).toBytes());
  }
}
