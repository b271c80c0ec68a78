package dev.hornbeam.testing.piv;

import javacard.framework.APDU;
import javacard.framework.Applet;
import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import javacard.framework.OwnerPIN;
import javacard.framework.Util;

/**
 * The applet: SELECT, GET DATA, PUT DATA, VERIFY, CHANGE REFERENCE DATA, RESET RETRY COUNTER,
 * GENERAL AUTHENTICATE and GET RESPONSE of NIST SP 800-73-4 part 2 s.3, with command and response
 * chaining. Its keys are made when it is installed. It differs from a real card in that the
 * administrator, who may put data, shows a PIN (reference 9B) and no management key, and that
 * {@link #INS_PUBLIC_KEY} tells the public keys.
 */
public final class PivApplet extends Applet {
  /** The application identifier (part 1 s.2.2), in hexadecimal. */
  public static final String AID = "A000000308000010000100";

  /** The first PIN, in ASCII; the card has it padded with FF to 8 bytes. */
  public static final String FIRST_PIN = "123456";

  /** The key that unblocks the PIN, in ASCII. */
  public static final String PUK = "12345678";

  /** What the administrator shows, in ASCII. */
  public static final String ADMINISTRATOR_PIN = "87654321";

  /** Wrong PINs in a row until the PIN is blocked. */
  public static final byte PIN_TRIES = 3;

  /** Not of PIV: P2 is a key reference, the answer the public point. */
  public static final byte INS_PUBLIC_KEY = (byte) 0xF0;

  // A YubiKey's own: OpenSC asks cards that look like one for their firmware's version.
  private static final byte INS_GET_VERSION = (byte) 0xFD;

  private static final byte INS_VERIFY = 0x20;
  private static final byte INS_CHANGE_REFERENCE_DATA = 0x24;
  private static final byte INS_RESET_RETRY_COUNTER = 0x2C;
  private static final byte INS_GENERAL_AUTHENTICATE = (byte) 0x87;
  private static final byte INS_GET_RESPONSE = (byte) 0xC0;
  private static final byte INS_GET_DATA = (byte) 0xCB;
  private static final byte INS_PUT_DATA = (byte) 0xDB;

  private static final byte REFERENCE_PIN = (byte) 0x80;
  private static final byte REFERENCE_ADMINISTRATOR = (byte) 0x9B;
  private static final byte CHAINED = 0x10;
  private static final byte PIN_LENGTH = 8;
  private static final short SW_PIN_BLOCKED = 0x6983;
  private static final short SW_TRIES = 0x63C0;
  private static final short SW_MORE = 0x6100;
  private static final short SW_REFERENCE_NOT_FOUND = 0x6A88;
  private static final short BLOCK = 256;
  private static final short CAPACITY = 4096;

  // Application property template (part 2 table 3).
  private static final byte[] PROPERTIES = {
    0x61,
    0x11,
    0x4F,
    0x06,
    0x00,
    0x00,
    0x10,
    0x00,
    0x01,
    0x00,
    0x79,
    0x07,
    0x4F,
    0x05,
    (byte) 0xA0,
    0x00,
    0x00,
    0x03,
    0x08
  };
  private static final byte[] VERSION = {5, 4, 3};

  private final OwnerPIN pin = new OwnerPIN(PIN_TRIES, PIN_LENGTH);
  private final OwnerPIN puk = new OwnerPIN(PIN_TRIES, PIN_LENGTH);
  private final OwnerPIN administrator = new OwnerPIN(PIN_TRIES, PIN_LENGTH);
  private final KeySlot[] slots;
  private final DataObjects objects = new DataObjects();
  private final TlvBuffer command = new TlvBuffer(CAPACITY);
  private final TlvBuffer answer = new TlvBuffer(CAPACITY);
  private final byte[] result = new byte[160];
  private byte chainedInstruction;
  private boolean pinIsFresh; // the PIN was given, and no key has been used since

  private PivApplet() {
    pin.update(padded(FIRST_PIN), (short) 0, PIN_LENGTH);
    puk.update(padded(PUK), (short) 0, PIN_LENGTH);
    administrator.update(padded(ADMINISTRATOR_PIN), (short) 0, PIN_LENGTH);
    PivKey[] keys = PivKey.values();
    slots = new KeySlot[keys.length];
    for (int i = 0; i < keys.length; i++) {
      slots[i] = new KeySlot(keys[i]);
    }
  }

  /**
   * Called by the card when the applet is installed.
   *
   * @param parameters not used
   * @param offset not used
   * @param length not used
   */
  public static void install(byte[] parameters, short offset, byte length) {
    new PivApplet().register();
  }

  @Override
  public void process(APDU apdu) {
    byte[] buffer = apdu.getBuffer();
    byte instruction = buffer[ISO7816.OFFSET_INS];
    if (instruction == INS_GET_RESPONSE) {
      sendBlock(apdu);
      return;
    }
    answer.clear();
    if (selectingApplet()) {
      // Security states stay as they are (part 2 s.3.1.1); a reset of the card clears them.
      answer.append(PROPERTIES, (short) 0, (short) PROPERTIES.length);
      sendBlock(apdu);
      return;
    }
    receive(apdu, instruction);
    if ((buffer[ISO7816.OFFSET_CLA] & CHAINED) != 0) {
      return;
    }
    try {
      execute(buffer);
    } finally {
      command.clear();
    }
    sendBlock(apdu);
  }

  private void receive(APDU apdu, byte instruction) {
    if (instruction != chainedInstruction) {
      command.clear(); // a chain that was broken off
      chainedInstruction = instruction;
    }
    short count = apdu.setIncomingAndReceive();
    command.append(apdu.getBuffer(), ISO7816.OFFSET_CDATA, count);
  }

  private void execute(byte[] buffer) {
    byte p1 = buffer[ISO7816.OFFSET_P1];
    byte p2 = buffer[ISO7816.OFFSET_P2];
    switch (buffer[ISO7816.OFFSET_INS]) {
      case INS_VERIFY -> verify(p1, p2);
      case INS_CHANGE_REFERENCE_DATA -> changePin(p2);
      case INS_RESET_RETRY_COUNTER -> unblockPin(p2);
      case INS_GENERAL_AUTHENTICATE -> useKey(p1, p2);
      case INS_GET_DATA -> objects.read(command, answer);
      case INS_PUT_DATA -> putData();
      case INS_PUBLIC_KEY -> tellPublicKey(p2);
      case INS_GET_VERSION -> answer.append(VERSION, (short) 0, (short) VERSION.length);
      default -> ISOException.throwIt(ISO7816.SW_INS_NOT_SUPPORTED);
    }
  }

  private void sendBlock(APDU apdu) {
    short count = (short) Math.min(answer.remaining(), BLOCK);
    if (count > 0) {
      apdu.setOutgoing();
      apdu.setOutgoingLength(count);
      apdu.sendBytesLong(answer.bytes(), answer.position(), count);
      answer.skip(count);
    }
    if (answer.remaining() > 0) {
      ISOException.throwIt((short) (SW_MORE | Math.min(answer.remaining(), 0xFF)));
    }
    answer.clear();
  }

  // --- PINs: part 2 s.3.2 ---

  private void verify(byte p1, byte reference) {
    OwnerPIN which = pinOf(reference);
    if (p1 == (byte) 0xFF) {
      which.reset();
    } else if (command.length() == 0) {
      if (!which.isValidated()) {
        refuse(which);
      }
    } else {
      check(which, (short) 0);
      pinIsFresh = true;
    }
  }

  private void changePin(byte reference) {
    requireTwoPins();
    OwnerPIN which = pinOf(reference);
    check(which, (short) 0);
    which.update(command.bytes(), PIN_LENGTH, PIN_LENGTH);
  }

  private void unblockPin(byte reference) {
    requireTwoPins();
    if (reference != REFERENCE_PIN) {
      ISOException.throwIt(SW_REFERENCE_NOT_FOUND);
    }
    check(puk, (short) 0);
    pin.update(command.bytes(), PIN_LENGTH, PIN_LENGTH);
    pin.resetAndUnblock();
  }

  private void requireTwoPins() {
    if (command.length() != 2 * PIN_LENGTH) {
      ISOException.throwIt(ISO7816.SW_WRONG_LENGTH);
    }
  }

  private void check(OwnerPIN which, short offset) {
    if (command.length() < offset + PIN_LENGTH) {
      ISOException.throwIt(ISO7816.SW_WRONG_LENGTH);
    }
    if (which.getTriesRemaining() == 0) {
      ISOException.throwIt(SW_PIN_BLOCKED);
    }
    if (!which.check(command.bytes(), offset, PIN_LENGTH)) {
      pinIsFresh = false;
      ISOException.throwIt((short) (SW_TRIES | which.getTriesRemaining()));
    }
  }

  private static void refuse(OwnerPIN which) {
    byte tries = which.getTriesRemaining();
    ISOException.throwIt(tries == 0 ? SW_PIN_BLOCKED : (short) (SW_TRIES | tries));
  }

  private OwnerPIN pinOf(byte reference) {
    return switch (reference) {
      case REFERENCE_PIN -> pin;
      case REFERENCE_ADMINISTRATOR -> administrator;
      default -> throw new ISOException(SW_REFERENCE_NOT_FOUND);
    };
  }

  // --- Keys: part 2 s.3.2.4 ---

  private void useKey(byte algorithm, byte reference) {
    KeySlot slot = slotOf(reference);
    if (algorithm != slot.key().curve().algorithm()) {
      ISOException.throwIt(ISO7816.SW_INCORRECT_P1P2);
    }
    requirePin(slot.key().pinRule());
    pinIsFresh = false;
    short length = answerTo(slot);
    answer.appendHeader((byte) 0x7C, (short) (TlvBuffer.headerLength(length) + length));
    answer.appendHeader((byte) 0x82, length);
    answer.append(result, (short) 0, length);
  }

  private short answerTo(KeySlot slot) {
    command.readHeader((byte) 0x7C);
    while (command.remaining() > 0) {
      byte tag = command.tag();
      short length = command.readHeader(tag);
      short offset = command.position();
      if (tag == (byte) 0x81) { // challenge
        return slot.sign(command.bytes(), offset, length, result);
      }
      if (tag == (byte) 0x85) { // exponentiation
        return slot.derive(command.bytes(), offset, length, result);
      }
      command.skip(length);
    }
    throw new ISOException(ISO7816.SW_WRONG_DATA);
  }

  private void requirePin(PivKey.PinRule rule) {
    boolean given =
        switch (rule) {
          case NEVER -> true;
          case ONCE -> pin.isValidated();
          case ALWAYS -> pin.isValidated() && pinIsFresh;
        };
    if (!given) {
      ISOException.throwIt(ISO7816.SW_SECURITY_STATUS_NOT_SATISFIED);
    }
  }

  private KeySlot slotOf(byte reference) {
    for (KeySlot slot : slots) {
      if (slot.key().reference() == reference) {
        return slot;
      }
    }
    throw new ISOException(SW_REFERENCE_NOT_FOUND);
  }

  private void tellPublicKey(byte reference) {
    short length = slotOf(reference).publicPoint(result);
    answer.append(result, (short) 0, length);
  }

  private void putData() {
    if (!administrator.isValidated()) {
      ISOException.throwIt(ISO7816.SW_SECURITY_STATUS_NOT_SATISFIED);
    }
    objects.write(command);
  }

  /** Pads a PIN as the card and the host do. */
  private static byte[] padded(String digits) {
    byte[] bytes = new byte[PIN_LENGTH];
    Util.arrayFillNonAtomic(bytes, (short) 0, PIN_LENGTH, (byte) 0xFF);
    for (int i = 0; i < digits.length(); i++) {
      bytes[i] = (byte) digits.charAt(i);
    }
    return bytes;
  }
}
